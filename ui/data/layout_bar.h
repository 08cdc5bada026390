// SPDX-License-Identifier: GPL-3.0-or-later
// LayoutBar: how the open folder was understood, and how else it can be read: one click chooses.
// DataPanel fills it; GUI thread only.
#pragma once
#include "core/data/dataset/dataset_layout.h"
#include <QFrame>
#include <QImage>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace convscope {

class LayoutBar : public QFrame {
    Q_OBJECT
public:
    explicit LayoutBar(QWidget *parent = nullptr);
    /// `examples`: an image of each reading, null ones where there is none. Hides where there is
    /// nothing to say.
    void setLayout(const DatasetLayout &layout, const std::vector<QImage> &examples);
    void clear(); ///< hides it

Q_SIGNALS:
    void chosen(const QString &reading); ///< another than the one that is taken

protected:
    void changeEvent(QEvent *event) override;

private:
    void addReading(const DatasetLayout &layout, std::size_t index, const QImage &example);
    void showRows();
    void paintFrame();

    QLabel *m_title;
    QToolButton *m_others; ///< checked: the readings are listed
    QWidget *m_list;
    QVBoxLayout *m_rows;
    QLabel *m_more; ///< images without labels, and what was taken how
    bool m_isClear = true;
};

} // namespace convscope
