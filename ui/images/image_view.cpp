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

void ImageView::setImage(const QImage &picture)
{
    m_picture = picture;
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
    if (m_picture.isNull())
        return;
    QRect target({}, m_picture.size().scaled(size() - QSize(2, 2), Qt::KeepAspectRatio));
    target.moveCenter(rect().center());
    // Enlarging keeps the pixels; a photograph made smaller is smoothed, or it would flicker.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_picture.width() > target.width());
    painter.drawImage(target, m_picture);
    painter.setPen(lineColour());
    painter.drawRect(target.adjusted(-1, -1, 0, 0));
    for (const QRect &frame : m_frames) {
        const QRect pixels = frame & m_picture.rect();
        const double across = double(target.width()) / m_picture.width(),
                     down = double(target.height()) / m_picture.height();
        const QRectF outline(target.left() + pixels.left() * across,
            target.top() + pixels.top() * down, pixels.width() * across - 1,
            pixels.height() * down - 1);
        painter.setPen(QPen(Qt::white, 3)); // light around dark is seen on any picture
        painter.drawRect(outline);
        painter.setPen(QPen(Qt::black, 1));
        painter.drawRect(outline);
    }
}

} // namespace convscope
