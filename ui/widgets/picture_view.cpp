// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/picture_view.h"
#include "ui/theme.h"
#include <QPainter>

namespace convscope {

PictureView::PictureView(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setMinimumHeight(fontMetrics().height() * 5);
}

void PictureView::setPicture(const QImage &picture)
{
    m_picture = picture;
    update();
}

QSize PictureView::sizeHint() const
{
    const int side = fontMetrics().height() * 8;
    return { side, side };
}

void PictureView::paintEvent(QPaintEvent *)
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
}

} // namespace convscope
