// SPDX-License-Identifier: GPL-3.0-or-later
// EpochGrid: one image in many epochs, four in a row, each with its number. GUI thread only.
#pragma once
#include <QImage>
#include <QWidget>
#include <vector>

namespace convscope {

class EpochGrid : public QWidget {
    Q_OBJECT
public:
    explicit EpochGrid(QWidget *parent = nullptr);

    /// The first is epoch 1's; all of one size.
    void setImages(std::vector<QImage> images);
    const std::vector<QImage> &images() const { return m_images; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<QImage> m_images;
};

} // namespace convscope
