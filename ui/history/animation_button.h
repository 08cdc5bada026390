// SPDX-License-Identifier: GPL-3.0-or-later
// AnimationButton: saves the way from snapshot to snapshot, of what is looked at. The room of the
// history does what it asks for; GUI thread only.
#pragma once
#include <QToolButton>

namespace convscope {

class AnimationButton : public QToolButton {
    Q_OBJECT
public:
    explicit AnimationButton(QWidget *parent = nullptr);
    /// Sets what would be saved: the chosen layer, and whether it has filters.
    void setLayer(const QString &name, bool hasFilters);
    void setHistory(bool hasHistory); ///< whether there are snapshots

Q_SIGNALS:
    void exportRequested(bool filters, bool asGif); ///< or maps; or single images

private:
    QAction *add(const QString &text, const char *name, bool filters, bool asGif);
    void follow();

    QAction *m_filters = nullptr, *m_filterImages = nullptr;
    bool m_hasLayer = false, m_hasHistory = false;
};

} // namespace convscope
