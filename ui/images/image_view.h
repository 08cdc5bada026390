// SPDX-License-Identifier: GPL-3.0-or-later
// ImageView: one image, as large as fits, its pixels kept square and sharp.
#pragma once
#include <QImage>
#include <QWidget>
#include <vector>

namespace convscope {

class ImageView : public QWidget {
    Q_OBJECT
public:
    explicit ImageView(QWidget *parent = nullptr);
    void setImage(const QImage &image);
    const QImage &image() const { return m_image; }
    /// Rectangles of the image's pixels to frame; those before are gone.
    void setFrames(std::vector<QRect> frames);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QImage m_image;
    std::vector<QRect> m_frames;
};

} // namespace convscope
