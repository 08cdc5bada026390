// SPDX-License-Identifier: GPL-3.0-or-later
// What a ChartView paints itself: bands, ticks, marks, names and the crosshair.
#include "ui/charts/axis_text.h"
#include "ui/charts/chart_view_impl.h"
#include "ui/kit/theme.h"
#include <QPainter>
#include <cmath>

namespace convscope {

BaselineStyle ChartView::Impl::baselineLook() const
{
    return { plot.area(), [this](double y) { return plot.positionOf(plot.shownX().low, y).y(); },
        [this](double y) { return state.valueText(y); }, axisFont(owner.font()), mutedText(),
        owner.palette().color(QPalette::WindowText), surfaceColour() };
}

void ChartView::Impl::drawBackground(QPainter *painter, const QRectF &rect)
{
    QChartView::drawBackground(painter, rect);
    if (state.isEmpty())
        return drawEmptyText(*painter);
    drawBands(*painter);
    drawTicks(*painter);
    drawBaselines(*painter, state.curves.baselines, baselineLook());
    drawFaint(*painter);
}

void ChartView::Impl::drawEmptyText(QPainter &painter) const
{
    const double edge = QFontMetricsF(owner.font()).height();
    painter.setFont(owner.font());
    painter.setPen(mutedText());
    painter.drawText(QRectF(viewport()->rect()).adjusted(edge, 0, -edge, 0),
        Qt::AlignCenter | Qt::TextWordWrap,
        ChartView::tr("%1: %2").arg(state.title, state.emptyText));
}

void ChartView::Impl::drawFaint(QPainter &painter) const
{
    painter.save();
    painter.setClipRect(plot.area());
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (auto line = plot.faint().rbegin(); line != plot.faint().rend();
         ++line) { // the present run last
        QPolygonF points;
        points.reserve(std::ssize(line->points));
        for (const CurvePoint &point : line->points)
            points << plot.positionOf(point.x, point.y);
        painter.setPen(QPen(line->colour, 1));
        painter.drawPolyline(points);
    }
    painter.restore();
}

// Every other epoch; of very many only so many as can be told apart.
void ChartView::Impl::drawBands(QPainter &painter) const
{
    const QRectF area = plot.area();
    const Range shown = plot.shownX();
    const auto &ends = state.curves.epochEnds;
    const auto first = std::ranges::lower_bound(ends, shown.low) - ends.begin();
    const auto last = std::ranges::lower_bound(ends, shown.high) - ends.begin();
    constexpr double kNarrowest = 3; // pixels
    if (area.width() / double(last - first + 1) < kNarrowest)
        return;
    for (auto i = first; i <= last; ++i) {
        const bool unfinished = i == std::ssize(ends);
        if (i % 2 == 0 || (unfinished && state.curves.batches.empty()))
            continue;
        const double begin = ends[std::size_t(i - 1)];
        const double end = unfinished ? state.curves.batches.back().x : ends[std::size_t(i)];
        const QRectF band(
            QPointF(plot.pixelsOf(begin), area.top()), QPointF(plot.pixelsOf(end), area.bottom()));
        painter.fillRect(band.intersected(area), bandColour());
    }
}

void ChartView::Impl::drawTicks(QPainter &painter) const
{
    if (state.kind == Kind::Strip)
        return; // it stands above or below another
    const QRectF area = plot.area();
    painter.setFont(axisFont(owner.font()));
    painter.setPen(mutedText());
    const QFontMetricsF metrics(axisFont(owner.font()));
    const double step = plot.tickStep(), y = area.bottom() + 4;
    double free = -HUGE_VAL;
    for (double n = std::ceil(plot.shownX().low / step - 1e-9); n * step <= plot.shownX().high;
         ++n) {
        const double x = plot.pixelsOf(n * step);
        const QString text = axisText(state.curves.axis, n * step);
        const double width = metrics.horizontalAdvance(text);
        if (x - width / 2 < free)
            continue;
        painter.drawText(QRectF(x - width, y, width * 2, metrics.height()), Qt::AlignHCenter, text);
        free = x + width / 2 + metrics.averageCharWidth();
    }
    if (state.kind == Kind::Named)
        return;
    painter.setFont(owner.font());
    painter.setPen(owner.palette().color(QPalette::WindowText));
    painter.drawText(
        QRectF(area.left(), y + metrics.height(), area.width(), metrics.height() * 1.3),
        Qt::AlignHCenter, axisTitle(state.curves.axis));
}

void ChartView::Impl::drawForeground(QPainter *painter, const QRectF &)
{
    if (!state.isEmpty()) {
        drawBaselineLabels(*painter, state.curves.baselines, baselineLook());
        drawMarks(*painter);
        drawNames(*painter);
        drawSelected(*painter);
        drawCrosshair(*painter);
    }
    if (hasFocus()) {
        painter->setPen(QPen(accentColour(), 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

// Words where there is room for them up to the next line; all of them are in the description.
void ChartView::Impl::drawMarks(QPainter &painter) const
{
    const QRectF area = plot.area();
    const QFontMetricsF metrics(axisFont(owner.font()));
    painter.setFont(axisFont(owner.font()));
    for (std::size_t i = 0; i < state.curves.marks.size(); ++i) {
        const ChartMark &mark = state.curves.marks[i];
        const double x = plot.pixelsOf(mark.x);
        if (x < area.left() || x > area.right() + 1)
            continue;
        const QColor colour = mark.kind == ChartMark::Kind::Error
            ? errorColour()
            : owner.palette().color(QPalette::WindowText);
        painter.setPen(QPen(colour, mark.kind == ChartMark::Kind::Change ? 1 : 2, Qt::DashLine));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        if (state.kind == Kind::Strip)
            continue;
        const bool isLast = i + 1 == state.curves.marks.size();
        const double next = isLast ? area.right() : plot.pixelsOf(state.curves.marks[i + 1].x);
        const double requested = metrics.horizontalAdvance(mark.text) + metrics.averageCharWidth();
        const bool leftwards = isLast && next - x < requested;
        const double room = leftwards ? x - area.left() : std::min(next, area.right()) - x;
        const double width = std::min(requested, room);
        if (width < 4 * metrics.averageCharWidth())
            continue;
        const QRectF place(leftwards ? x - width : x, area.top(), width, metrics.height());
        QColor behind = surfaceColour();
        behind.setAlphaF(0.8F);
        painter.fillRect(place, behind);
        painter.setPen(colour);
        painter.drawText(
            place, Qt::AlignCenter, metrics.elidedText(mark.text, Qt::ElideRight, width));
    }
}

// Right of each curve, as near as they can stand without touching.
void ChartView::Impl::drawNames(QPainter &painter) const
{
    if (state.kind != Kind::Named)
        return;
    const QRectF area = plot.area();
    const QFontMetricsF metrics(axisFont(owner.font()));
    struct Name {
        double y;
        const NamedCurves *curve;
    };
    std::vector<Name> names;
    for (const NamedCurves &other : state.curves.others)
        if (const auto last = other.strong.pointAt(plot.shownX().high); state.canShow(last))
            names.push_back(
                { std::clamp(plot.positionOf(last->x, last->y).y(), area.top(), area.bottom()),
                    &other });
    std::ranges::sort(names, {}, &Name::y);
    std::vector<double> requested;
    for (const Name &name : names)
        requested.push_back(name.y);
    const auto places = spreadLabels(requested, metrics.height(), area.top(), area.bottom());
    painter.setFont(axisFont(owner.font()));
    for (std::size_t i = 0; i < names.size(); ++i) {
        const QString &text = names[i].curve->name;
        const QRectF place(area.right() + metrics.averageCharWidth() / 2,
            places[i] - metrics.height() / 2, metrics.horizontalAdvance(text) + 1,
            metrics.height());
        painter.setPen(names[i].curve->colour);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, text);
    }
}

void ChartView::Impl::drawSelected(QPainter &painter) const
{
    const QRectF area = plot.area();
    if (!state.selected || plot.pixelsOf(*state.selected) < area.left()
        || plot.pixelsOf(*state.selected) > area.right())
        return;
    const double x = plot.pixelsOf(*state.selected), size = 5;
    painter.setPen(QPen(accentColour(), 2));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(accentColour());
    painter.drawPolygon(QPolygonF { { x - size, area.top() - size },
        { x + size, area.top() - size }, { x, area.top() + size } });
}

void ChartView::Impl::drawCrosshair(QPainter &painter) const
{
    const QRectF area = plot.area();
    if (!state.crosshair)
        return;
    const double x = plot.pixelsOf(*state.crosshair);
    if (x < area.left() || x > area.right())
        return;
    painter.setPen(QPen(mutedText(), 1, Qt::DotLine));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    const auto dot = [&](const CurveView &curve, const QColor &colour) {
        const auto point = curve.pointAt(*state.crosshair);
        if (!state.canShow(point))
            return;
        const QPointF at = plot.positionOf(point->x, point->y);
        painter.setPen(QPen(surfaceColour(), 1));
        painter.setBrush(colour);
        if (area.adjusted(-3, -3, 3, 3).contains(at))
            painter.drawEllipse(at, 3.5, 3.5);
    };
    dot(state.curves.batches, plot.batchColour());
    dot(state.curves.smoothed, plot.smoothedColour());
    for (const NamedCurves &other : state.curves.others)
        dot(other.strong, other.colour);
}

} // namespace convscope
