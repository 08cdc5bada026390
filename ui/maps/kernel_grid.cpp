// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/kernel_grid.h"
#include "ui/images/map_pixmap.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/theme.h"
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kKernelGap = 4;

} // namespace

QSize KernelLayout::size() const
{
    const int lines = (filters + perLine - 1) / perLine;
    return { std::min(filters, perLine) * filterWidth(), lines * (cell.height() + gap) + gap };
}

QRect KernelLayout::cellRect(int filter, int channel) const
{
    return { QPoint(filter % perLine * filterWidth() + label + channel * (cell.width() + gap),
                 gap + filter / perLine * (cell.height() + gap)),
        cell };
}

QRect KernelLayout::labelRect(int filter) const
{
    const QRect first = cellRect(filter, 0);
    return { first.left() - label, first.top(), label - gap, first.height() };
}

KernelLayout layOutKernels(int filters, int channels, const QSize &kernel, int width, int line)
{
    KernelLayout layout { filters, channels, 1, {}, line * 2, kKernelGap };
    const int room = (width - layout.label - kKernelGap) / std::max(1, channels) - kKernelGap;
    const int longest = std::max(kernel.width(), kernel.height());
    const int side = std::clamp(room, line * 3 / 2, line * 4);
    layout.cell = kernel * std::max(1, side / std::max(1, longest));
    layout.perLine = std::max(1, width / std::max(1, layout.filterWidth()));
    return layout;
}

KernelGrid::KernelGrid(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setObjectName(QStringLiteral("kernelGrid"));
    setAccessibleName(tr("Filters of the convolution"));
    setToolTip(tr("The weights a convolution multiplies its input by: one row a filter, one "
                  "image an input channel; blue is negative, red positive"));
    setFrameShape(QFrame::NoFrame);
    for (QScrollBar *bar : { horizontalScrollBar(), verticalScrollBar() })
        connect(bar, &QScrollBar::valueChanged, viewport(), qOverload<>(&QWidget::update));
}

void KernelGrid::setKernels(const Tensor &weight)
{
    m_values.assign(weight.values().begin(), weight.values().end());
    const auto &dims = weight.dims();
    m_layout.filters = m_values.empty() ? 0 : static_cast<int>(dims[0]);
    m_layout.channels = m_values.empty() ? 0 : static_cast<int>(dims[1]);
    m_kernel
        = m_values.empty() ? QSize() : QSize(static_cast<int>(dims[3]), static_cast<int>(dims[2]));
    const ColourScale fitting = scaleFor(m_values, false);
    const double most = std::max(-fitting.low, fitting.high); // weights have two signs by nature
    m_scale = { ColourScale::Kind::Diverging, -most, most };
    setAccessibleDescription(tr("%1 filters of %2 channels, %3 by %4 weights each")
                                 .arg(m_layout.filters)
                                 .arg(m_layout.channels)
                                 .arg(m_kernel.height())
                                 .arg(m_kernel.width()));
    layOut();
}

QRect KernelGrid::kernelSpace() const
{
    const int line = fontMetrics().height();
    return viewport()->rect().adjusted(0, 0, 0, -line * 5 / 2); // the legend lies below
}

QPoint KernelGrid::shift() const
{
    return { -horizontalScrollBar()->value(), -verticalScrollBar()->value() };
}

void KernelGrid::layOut()
{
    const QRect space = kernelSpace();
    QSize content;
    if (!isEmpty()) {
        m_layout = layOutKernels(
            m_layout.filters, m_layout.channels, m_kernel, space.width(), fontMetrics().height());
        content = m_layout.size();
    }
    horizontalScrollBar()->setRange(0, std::max(0, content.width() - space.width()));
    verticalScrollBar()->setRange(0, std::max(0, content.height() - space.height()));
    horizontalScrollBar()->setPageStep(space.width());
    verticalScrollBar()->setPageStep(space.height());
    verticalScrollBar()->setSingleStep(fontMetrics().height() * 2);
    viewport()->update();
}

void KernelGrid::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    if (isEmpty())
        return;
    painter.setClipRect(kernelSpace());
    const int high = m_layout.cell.height() + m_layout.gap;
    const int first = verticalScrollBar()->value() / high * m_layout.perLine;
    const int last
        = ((verticalScrollBar()->value() + kernelSpace().height()) / high + 1) * m_layout.perLine;
    for (int filter = first; filter < std::min(last, m_layout.filters); ++filter)
        paintFilter(painter, filter);
    painter.setClipping(false);
    paintLegend(painter);
}

void KernelGrid::paintFilter(QPainter &painter, int filter) const
{
    const std::size_t cells = std::size_t(m_kernel.width()) * std::size_t(m_kernel.height());
    const int wide = m_layout.cell.width() + m_layout.gap;
    const int hidden = -(m_layout.cellRect(filter, 0).translated(shift()).left()) / wide;
    for (int channel = std::max(0, hidden); channel < m_layout.channels; ++channel) {
        const QRect rect = m_layout.cellRect(filter, channel).translated(shift());
        if (rect.left() > viewport()->width())
            break;
        const auto values = std::span(m_values).subspan(
            (std::size_t(filter) * std::size_t(m_layout.channels) + std::size_t(channel)) * cells,
            cells);
        painter.drawImage(rect, mapImage(values, m_kernel.width(), m_kernel.height(), m_scale));
        painter.setPen(lineColour());
        painter.drawRect(rect.adjusted(-1, -1, 0, 0));
    }
    QRect label = m_layout.labelRect(filter).translated(shift());
    if (m_layout.perLine == 1)
        label.moveLeft(0); // it stays when channels are scrolled
    painter.fillRect(label.adjusted(0, 0, m_layout.gap - 1, 0), viewport()->palette().base());
    painter.setPen(mutedText());
    painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, QString::number(filter + 1));
}

void KernelGrid::paintLegend(QPainter &painter) const
{
    const int line = fontMetrics().height();
    const QRect bar(kKernelGap, viewport()->height() - line * 2,
        std::min(line * 12, viewport()->width() - 2 * kKernelGap), line * 3 / 4);
    for (int x = 0; x < bar.width(); ++x) {
        const Rgb c = m_scale.colour(
            m_scale.low + (m_scale.high - m_scale.low) * x / std::max(1, bar.width() - 1));
        painter.fillRect(bar.left() + x, bar.top(), 1, bar.height(), QColor(c.r, c.g, c.b));
    }
    const QRect below(bar.left(), bar.bottom() + 2, bar.width(), line);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(below, Qt::AlignLeft, shortNumber(m_scale.low));
    painter.drawText(below, Qt::AlignHCenter, QStringLiteral("0"));
    painter.drawText(below, Qt::AlignRight, shortNumber(m_scale.high));
}

void KernelGrid::resizeEvent(QResizeEvent *)
{
    layOut();
}

QString KernelGrid::textAt(const QPoint &position) const
{
    const QPoint inside = position - shift();
    if (isEmpty() || !kernelSpace().contains(position) || inside.x() < 0 || inside.y() < 0)
        return toolTip();
    const int filter = inside.y() / (m_layout.cell.height() + m_layout.gap) * m_layout.perLine
        + std::min(inside.x() / m_layout.filterWidth(), m_layout.perLine - 1);
    const int channel = (inside.x() - m_layout.cellRect(filter, 0).left())
        / (m_layout.cell.width() + m_layout.gap);
    const QRect rect = m_layout.cellRect(filter, std::max(0, channel));
    if (filter >= m_layout.filters || channel >= m_layout.channels || !rect.contains(inside))
        return toolTip();
    const int row = (inside.y() - rect.top()) * m_kernel.height() / rect.height();
    const int column = (inside.x() - rect.left()) * m_kernel.width() / rect.width();
    const std::size_t kernels
        = std::size_t(filter) * std::size_t(m_layout.channels) + std::size_t(channel);
    const std::size_t at = (kernels * std::size_t(m_kernel.height()) + std::size_t(row))
            * std::size_t(m_kernel.width())
        + std::size_t(column);
    return tr("filter %1, input channel %2, row %3, column %4: %5")
        .arg(filter + 1)
        .arg(channel + 1)
        .arg(row + 1)
        .arg(column + 1)
        .arg(shortNumber(double(m_values[at])));
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
