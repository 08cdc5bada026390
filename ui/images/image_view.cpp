// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/image_view.h"
#include "ui/kit/theme.h"
#include <QPainter>

namespace convscope {

ImageView::ImageView(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setMinimumHeight(fontMetrics().height() * 5);
}

void ImageView::setImage(const QImage &image)
{
    m_image = image;
    update();
}

void ImageView::setFrames(std::vector<QRect> frames)
{
    if (m_frames == frames)
        return;
    m_frames = std::move(frames);
    update();
}

QSize ImageView::sizeHint() const
{
    const int side = fontMetrics().height() * 8;
    return { side, side };
}

void ImageView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_image.isNull())
        return;
    QRect target({}, m_image.size().scaled(size() - QSize(2, 2), Qt::KeepAspectRatio));
    target.moveCenter(rect().center());
    // Enlarging keeps the pixels; a photograph made smaller is smoothed, or it would flicker.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_image.width() > target.width());
    painter.drawImage(target, m_image);
    painter.setPen(lineColour());
    painter.drawRect(target.adjusted(-1, -1, 0, 0));
    for (const QRect &frame : m_frames) {
        const QRect pixels = frame & m_image.rect();
        const double across = double(target.width()) / m_image.width(),
                     down = double(target.height()) / m_image.height();
        const QRectF outline(target.left() + pixels.left() * across,
            target.top() + pixels.top() * down, pixels.width() * across - 1,
            pixels.height() * down - 1);
        painter.setPen(QPen(Qt::white, 3)); // light around dark is seen on any image
        painter.drawRect(outline);
        painter.setPen(QPen(Qt::black, 1));
        painter.drawRect(outline);
    }
}

} // namespace convscope
