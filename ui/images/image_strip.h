// SPDX-License-Identifier: GPL-3.0-or-later
// ImageStrip: a few images that were looked for among many, with how far the search is. GUI
// thread only.
#pragma once
#include "ui/images/image_grid.h"

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace convscope {

class ImageStrip : public QWidget {
    Q_OBJECT
public:
    /// In so many rows; one row scrolls sideways.
    explicit ImageStrip(int rows, QWidget *parent = nullptr);

    void setHeading(const QString &text); ///< says what is shown, or is to be done, or went wrong
    void setItems(std::vector<ImageGridItem> items);
    void setProgress(quint64 done, quint64 total); ///< a search goes on
    void endProgress();
    /// Beside the heading. Takes ownership.
    void addControl(QWidget *control);
    ImageGrid &grid() { return *m_grid; }

Q_SIGNALS:
    void imageChosen(int row);
    void cancelRequested();

private:
    QLabel *m_heading;
    QHBoxLayout *m_controls;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    ImageGrid *m_grid;
};

} // namespace convscope
