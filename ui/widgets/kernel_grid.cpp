// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/kernel_grid.h"
#include "ui/theme.h"
#include "ui/widgets/map_image.h"
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

namespace convscope {

namespace {
constexpr int kGap = 4;
}

KernelGrid::KernelGrid(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("kernelGrid"));
    setAccessibleName(tr("Filters of the convolution"));
    setToolTip(tr("One row a filter, one column an input channel; blue is negative, red positive"));
    setFrameShape(QFrame::NoFrame);
    for (QScrollBar *bar : { horizontalScrollBar(), verticalScrollBar() })
        connect(bar, &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
}

void KernelGrid::setKernels(const Tensor &weight)
{
    m_weight = weight;
    layOut();
}

// As wide as fits all input channels, within what can still be seen and what is enough.
int KernelGrid::cellSize() const
{
    const int line = fontMetrics().height();
    const int room = (viewport()->width() - line * 2) / static_cast<int>(m_weight.dims()[1]) - kGap;
    const int kernel = static_cast<int>(std::max(m_weight.dims()[2], m_weight.dims()[3]));
    const int size = std::clamp(room, line * 3 / 2, line * 4);
    return std::max(kernel, size / kernel * kernel);
}

QPoint KernelGrid::cellOrigin(int filter, int channel) const
{
    const int line = fontMetrics().height(), step = cellSize() + kGap;
    return { line * 2 + channel * step - horizontalScrollBar()->value(),
        line + filter * step - verticalScrollBar()->value() };
}

void KernelGrid::layOut()
{
    QSize content;
    if (!isEmpty()) {
        const int line = fontMetrics().height(), step = cellSize() + kGap;
        content = { line * 2 + static_cast<int>(m_weight.dims()[1]) * step,
            line + static_cast<int>(m_weight.dims()[0]) * step };
    }
    horizontalScrollBar()->setRange(0, std::max(0, content.width() - viewport()->width()));
    verticalScrollBar()->setRange(0, std::max(0, content.height() - viewport()->height()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    verticalScrollBar()->setPageStep(viewport()->height());
    viewport()->update();
}

void KernelGrid::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    if (isEmpty())
        return;
    const auto &dims = m_weight.dims();
    const std::vector<float> all(m_weight.values().begin(), m_weight.values().end());
    ColourScale scale = scaleFor(all, false);
    scale = { ColourScale::Kind::Diverging, -std::max(-scale.low, scale.high),
        std::max(-scale.low, scale.high) };
    const int line = fontMetrics().height(), size = cellSize();
    const std::size_t cells = dims[2] * dims[3];
    painter.setPen(mutedText());
    for (int f = 0; f < static_cast<int>(dims[0]); ++f) {
        const QPoint row = cellOrigin(f, 0);
        if (row.y() + size < 0 || row.y() > viewport()->height())
            continue;
        for (int c = 0; c < static_cast<int>(dims[1]); ++c) {
            const QRect rect(cellOrigin(f, c), QSize(size, size));
            if (!rect.intersects(viewport()->rect()))
                continue;
            const auto values = std::span(all).subspan(
                (std::size_t(f) * dims[1] + std::size_t(c)) * cells, cells);
            painter.drawImage(rect,
                mapImage(values, static_cast<int>(dims[3]), static_cast<int>(dims[2]), scale));
        }
        painter.fillRect(0, row.y(), line * 2 - kGap, size, palette().window());
        painter.drawText(QRect(0, row.y(), line * 2 - kGap, size),
            Qt::AlignRight | Qt::AlignVCenter, QString::number(f + 1));
    }
}

void KernelGrid::resizeEvent(QResizeEvent *)
{
    layOut();
}

QString KernelGrid::textAt(const QPoint &position) const
{
    if (isEmpty())
        return toolTip();
    const auto &dims = m_weight.dims();
    const QPoint inside = position - cellOrigin(0, 0);
    const int size = cellSize(), step = size + kGap;
    const int f = inside.y() / step, c = inside.x() / step, x = inside.x() % step,
              y = inside.y() % step;
    if (inside.x() < 0 || inside.y() < 0 || f >= int(dims[0]) || c >= int(dims[1]) || x >= size
        || y >= size)
        return toolTip();
    const std::size_t u = std::size_t(y) * dims[2] / std::size_t(size),
                      v = std::size_t(x) * dims[3] / std::size_t(size);
    const std::size_t at
        = ((std::size_t(f) * dims[1] + std::size_t(c)) * dims[2] + u) * dims[3] + v;
    return tr("filter %1, input channel %2, row %3, column %4: %5")
        .arg(f + 1)
        .arg(c + 1)
        .arg(u + 1)
        .arg(v + 1)
        .arg(QLocale().toString(double(m_weight.values()[at]), 'g', 4));
}

bool KernelGrid::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), textAt(help->pos()), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace convscope
