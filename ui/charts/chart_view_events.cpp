// SPDX-License-Identifier: GPL-3.0-or-later
// What ChartView paints itself, and what it does with the mouse.
#include "ui/charts/chart_view_impl.h"
#include "ui/theme.h"
#include <QGraphicsLayout>
#include <QLegendMarker>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace convscope {

BaselineLook ChartView::Impl::baselineLook() const
{
    QFont font = owner.font();
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return { chart()->plotArea(), [this](double y) { return positionOf(xAxis->min(), y).y(); },
        [this](double y) { return valueText(y); }, font, mutedText(),
        owner.palette().color(QPalette::WindowText), surfaceColour() };
}

QStringList ChartView::Impl::crosshairText(double x) const
{
    QStringList lines;
    const auto add = [&](const QString &name, std::span<const CurvePoint> points) {
        if (const CurvePoint *point = pointAt(points, x))
            lines << name + QStringLiteral(": ") + valueText(point->y);
    };
    if (const CurvePoint *point = pointAt(curves.batches, x))
        lines << ChartView::tr("batch %1").arg(QLocale().toString(qlonglong(point->x)));
    add(title, curves.batches);
    add(ChartView::tr("smoothed"), curves.smoothed);
    add(ChartView::tr("validation"), curves.validation);
    return lines;
}

void ChartView::Impl::drawBackground(QPainter *painter, const QRectF &rect)
{
    QChartView::drawBackground(painter, rect);
    const QRectF plot = chart()->plotArea();
    double begin = 0;
    bool shaded = false;
    const auto band = [&](double end) {
        const QRectF area(QPointF(positionOf(begin, bottom()).x(), plot.top()),
            QPointF(positionOf(end, bottom()).x(), plot.bottom()));
        if (shaded)
            painter->fillRect(area.intersected(plot), bandColour());
        shaded = !shaded;
        begin = end;
    };
    for (const double end : curves.epochEnds)
        band(end);
    if (!curves.batches.empty() && shaded)
        band(curves.batches.back().x);
    drawBaselines(*painter, curves.baselines, baselineLook());
}

void ChartView::Impl::drawForeground(QPainter *painter, const QRectF &)
{
    const QRectF plot = chart()->plotArea();
    drawBaselineLabels(*painter, curves.baselines, baselineLook());
    if (curves.batches.empty())
        return;
    if (!crosshair)
        return;
    const double x = positionOf(*crosshair, bottom()).x();
    if (x < plot.left() || x > plot.right())
        return;
    painter->setPen(QPen(mutedText(), 1, Qt::DotLine));
    painter->drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    const QStringList lines = crosshairText(*crosshair);
    const QFontMetricsF metrics(owner.font());
    double width = 0;
    for (const QString &line : lines)
        width = std::max(width, metrics.horizontalAdvance(line));
    const double pad = metrics.height() / 2;
    QRectF box(
        x + pad, plot.top() + pad, width + 2 * pad, metrics.height() * double(lines.size()) + pad);
    if (box.right() > plot.right())
        box.moveRight(x - pad);
    painter->setPen(lineColour());
    painter->setBrush(surfaceColour());
    painter->drawRoundedRect(box, 4, 4);
    painter->setPen(owner.palette().color(QPalette::WindowText));
    painter->setFont(owner.font());
    painter->drawText(box.adjusted(pad, pad / 2, 0, 0), lines.join(QLatin1Char('\n')));
}

void ChartView::Impl::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressedAt = event->position().toPoint();
    m_band.setGeometry({ m_pressedAt, QSize() });
    m_band.show();
}

void ChartView::Impl::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (m_band.isVisible())
        m_band.setGeometry(QRect(m_pressedAt, at).normalized());
    const bool inside = chart()->plotArea().contains(mapToScene(at));
    crosshair = inside ? std::optional(valueAt(at).x()) : std::nullopt;
    viewport()->update();
    Q_EMIT owner.crosshairMoved(crosshair);
}

void ChartView::Impl::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_band.isVisible())
        return;
    m_band.hide();
    const QRect area = QRect(m_pressedAt, event->position().toPoint()).normalized();
    constexpr int kSmallest = 8; // less is a click with a shaky hand
    if (area.width() < kSmallest || area.height() < kSmallest)
        return;
    const QPointF topLeft = valueAt(area.topLeft()), bottomRight = valueAt(area.bottomRight());
    zoomX = { topLeft.x(), bottomRight.x() };
    zoomY = { bottomRight.y(), topLeft.y() };
    refresh();
}

void ChartView::Impl::mouseDoubleClickEvent(QMouseEvent *)
{
    owner.fit();
}

void ChartView::Impl::leaveEvent(QEvent *)
{
    crosshair.reset();
    viewport()->update();
    Q_EMIT owner.crosshairMoved(crosshair);
}

// The same margins in every chart, so that their batches stand one below the other.
void ChartView::Impl::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    const double line = QFontMetricsF(owner.font()).height();
    const double below = kind == Kind::Strip ? line * 0.6 : line * 3;
    const double room = width() - line * 5.4;
    double wanted = 0; // of the legend, in one row
    for (const QLegendMarker *marker : chart()->legend()->markers())
        if (marker->isVisible())
            wanted += QFontMetricsF(owner.font()).horizontalAdvance(marker->label()) + line * 2.4;
    const double above = line * (wanted > room ? 3.8 : 2.2);
    chart()->setPlotArea(QRectF(rect()).adjusted(line * 4.2, above, -line * 1.2, -below));
    chart()->layout()->invalidate(); // Qt moves the curves by itself, the axes only then
    chart()->legend()->setGeometry(QRectF(line * 4.2, 0, room, above));
}

void ChartView::Impl::wheelEvent(QWheelEvent *event)
{
    const double x = valueAt(event->position().toPoint()).x();
    const double factor = std::pow(0.8, event->angleDelta().y() / 120.0);
    const Range now { xAxis->min(), xAxis->max() }, all = fittingX();
    const Range wanted { std::max(all.low, x - (x - now.low) * factor),
        std::min(all.high, x + (now.high - x) * factor) };
    constexpr double kNarrowest = 5; // batches
    if (wanted.low <= all.low && wanted.high >= all.high)
        zoomX.reset();
    else if (wanted.high - wanted.low >= kNarrowest)
        zoomX = wanted;
    refresh();
    event->accept();
}

} // namespace convscope
