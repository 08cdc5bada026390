// SPDX-License-Identifier: GPL-3.0-or-later
// Fold: a part of a panel under a title that opens and closes it. GUI thread only.
#pragma once
#include <QWidget>

class QToolButton;

namespace convscope {

class Fold : public QWidget {
    Q_OBJECT
public:
    /// Takes `content` over; closed at first unless `open`.
    Fold(const QString &title, const QString &tip, QWidget *content, bool open,
        QWidget *parent = nullptr);
    bool isOpen() const;
    void setOpen(bool open);

Q_SIGNALS:
    void toggled(bool open);

private:
    QToolButton *m_button;
    QWidget *m_content;
};

} // namespace convscope
