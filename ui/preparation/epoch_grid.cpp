// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preparation/epoch_grid.h"
#include "ui/kit/theme.h"
#include <QPainter>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kColumns = 4, kRows = 4;
constexpr int kMinGridLines = 4, kMaxGridLines = 7; // an image's room, in heights of a line

} // namespace

EpochGrid::EpochGrid(QWidget *parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void EpochGrid::setImages(std::vector<QImage> images)
{
    m_images = std::move(images);
    update();
}

QSize EpochGrid::sizeHint() const
{
    const int side = fontMetrics().height() * kMaxGridLines * kColumns;
    return { side, heightForWidth(side) };
}

QSize EpochGrid::minimumSizeHint() const
{
    const int least = fontMetrics().height() * 10;
    return { least, heightForWidth(least) };
}

/// Square rooms as wide as their column, within reason.
int EpochGrid::heightForWidth(int width) const
{
    const int line = fontMetrics().height();
    return kRows
        * (line + std::clamp(width / kColumns, line * kMinGridLines, line * kMaxGridLines));
}

void EpochGrid::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int line = fontMetrics().height(), gap = line / 4;
    for (int i = 0; i < std::min(int(m_images.size()), kColumns * kRows); ++i) {
        const QImage &image = m_images[std::size_t(i)];
        const int row = i / kColumns, column = i % kColumns;
        const int left = width() * column / kColumns, top = height() * row / kRows;
        const QRect cell(left, top, width() * (column + 1) / kColumns - left,
            height() * (row + 1) / kRows - top);
        const QRect room = cell.adjusted(gap, gap, -gap, -line);
        QRect target({}, image.size().scaled(room.size(), Qt::KeepAspectRatio));
        target.moveCenter(room.center());
        painter.setRenderHint(QPainter::SmoothPixmapTransform, image.width() > target.width());
        painter.drawImage(target, image);
        painter.setPen(mutedText());
        painter.drawText(QRect(cell.left(), room.bottom() + 1, cell.width(), line), Qt::AlignCenter,
            QString::number(i + 1));
    }
}

} // namespace convscope
