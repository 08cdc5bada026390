// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_drawing.h"
#include "ui/charts/axis_text.h"
#include "ui/kit/theme.h"
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace convscope {

ChartDrawing::ChartDrawing(QPainter &painter, const ChartState &state, const ChartPlot &plot,
    const QWidget &owner, const QRectF &view)
    : m_painter(painter)
    , m_state(state)
    , m_plot(plot)
    , m_owner(owner)
    , m_view(view)
{
}

void ChartDrawing::drawBehind()
{
    if (m_state.isEmpty())
        return drawEmptyText();
    drawBands();
    drawTicks();
    drawBaselines(m_painter, m_state.curves.baselines, baselineLook());
    drawFaint();
}

void ChartDrawing::drawBefore()
{
    if (m_state.isEmpty())
        return;
    drawBaselineLabels(m_painter, m_state.curves.baselines, baselineLook());
    drawMarks();
    drawNames();
    drawSelected();
    drawCrosshair();
}

BaselineStyle ChartDrawing::baselineLook() const
{
    return { m_plot.area(),
        [this](double y) { return m_plot.positionOf(m_plot.shownX().low, y).y(); },
        [this](double y) { return m_state.valueText(y); }, axisFont(m_owner.font()), mutedText(),
        m_owner.palette().color(QPalette::WindowText), surfaceColour() };
}

void ChartDrawing::drawEmptyText()
{
    const double edge = QFontMetricsF(m_owner.font()).height();
    m_painter.setFont(m_owner.font());
    m_painter.setPen(mutedText());
    m_painter.drawText(m_view.adjusted(edge, 0, -edge, 0), Qt::AlignCenter | Qt::TextWordWrap,
        ChartView::tr("%1: %2").arg(m_state.title, m_state.emptyText));
}

void ChartDrawing::drawFaint()
{
    m_painter.save();
    m_painter.setClipRect(m_plot.area());
    m_painter.setRenderHint(QPainter::Antialiasing, false);
    for (auto line = m_plot.faint().rbegin(); line != m_plot.faint().rend();
         ++line) { // the present run last
        QPolygonF points;
        points.reserve(std::ssize(line->points));
        for (const CurvePoint &point : line->points)
            points << m_plot.positionOf(point.x, point.y);
        m_painter.setPen(QPen(line->colour, 1));
        m_painter.drawPolyline(points);
    }
    m_painter.restore();
}

// Every other epoch; of very many only so many as can be told apart.
void ChartDrawing::drawBands()
{
    const QRectF area = m_plot.area();
    const Range shown = m_plot.shownX();
    const auto &ends = m_state.curves.epochEnds;
    const auto first = std::ranges::lower_bound(ends, shown.low) - ends.begin();
    const auto last = std::ranges::lower_bound(ends, shown.high) - ends.begin();
    constexpr double kNarrowest = 3; // pixels
    if (area.width() / double(last - first + 1) < kNarrowest)
        return;
    for (auto i = first; i <= last; ++i) {
        const bool unfinished = i == std::ssize(ends);
        if (i % 2 == 0 || (unfinished && m_state.curves.batches.empty()))
            continue;
        const double begin = ends[std::size_t(i - 1)];
        const double end = unfinished ? m_state.curves.batches.back().x : ends[std::size_t(i)];
        const QRectF band(QPointF(m_plot.pixelsOf(begin), area.top()),
            QPointF(m_plot.pixelsOf(end), area.bottom()));
        m_painter.fillRect(band.intersected(area), bandColour());
    }
}

void ChartDrawing::drawTicks()
{
    if (m_state.kind == ChartView::Kind::Strip)
        return; // it stands above or below another
    const QRectF area = m_plot.area();
    m_painter.setFont(axisFont(m_owner.font()));
    m_painter.setPen(mutedText());
    const QFontMetricsF metrics(axisFont(m_owner.font()));
    const double step = m_plot.tickStep(), y = area.bottom() + 4;
    double free = -HUGE_VAL;
    for (double n = std::ceil(m_plot.shownX().low / step - 1e-9); n * step <= m_plot.shownX().high;
         ++n) {
        const double x = m_plot.pixelsOf(n * step);
        const QString text = axisText(m_state.curves.axis, n * step);
        const double width = metrics.horizontalAdvance(text);
        if (x - width / 2 < free)
            continue;
        m_painter.drawText(
            QRectF(x - width, y, width * 2, metrics.height()), Qt::AlignHCenter, text);
        free = x + width / 2 + metrics.averageCharWidth();
    }
    if (m_state.kind == ChartView::Kind::Named)
        return;
    m_painter.setFont(m_owner.font());
    m_painter.setPen(m_owner.palette().color(QPalette::WindowText));
    m_painter.drawText(
        QRectF(area.left(), y + metrics.height(), area.width(), metrics.height() * 1.3),
        Qt::AlignHCenter, axisTitle(m_state.curves.axis));
}

// Words where there is room for them up to the next line; all of them are in the description.
void ChartDrawing::drawMarks()
{
    const QRectF area = m_plot.area();
    const QFontMetricsF metrics(axisFont(m_owner.font()));
    m_painter.setFont(axisFont(m_owner.font()));
    for (std::size_t i = 0; i < m_state.curves.marks.size(); ++i) {
        const ChartMark &mark = m_state.curves.marks[i];
        const double x = m_plot.pixelsOf(mark.x);
        if (x < area.left() || x > area.right() + 1)
            continue;
        const QColor colour = mark.kind == ChartMark::Kind::Error
            ? errorColour()
            : m_owner.palette().color(QPalette::WindowText);
        m_painter.setPen(QPen(colour, mark.kind == ChartMark::Kind::Change ? 1 : 2, Qt::DashLine));
        m_painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        if (m_state.kind == ChartView::Kind::Strip)
            continue;
        const bool isLast = i + 1 == m_state.curves.marks.size();
        const double next = isLast ? area.right() : m_plot.pixelsOf(m_state.curves.marks[i + 1].x);
        const double requested = metrics.horizontalAdvance(mark.text) + metrics.averageCharWidth();
        const bool leftwards = isLast && next - x < requested;
        const double room = leftwards ? x - area.left() : std::min(next, area.right()) - x;
        const double width = std::min(requested, room);
        if (width < 4 * metrics.averageCharWidth())
            continue;
        const QRectF place(leftwards ? x - width : x, area.top(), width, metrics.height());
        QColor behind = surfaceColour();
        behind.setAlphaF(0.8F);
        m_painter.fillRect(place, behind);
        m_painter.setPen(colour);
        m_painter.drawText(
            place, Qt::AlignCenter, metrics.elidedText(mark.text, Qt::ElideRight, width));
    }
}

// Right of each curve, as near as they can stand without touching.
void ChartDrawing::drawNames()
{
    if (m_state.kind != ChartView::Kind::Named)
        return;
    const QRectF area = m_plot.area();
    const QFontMetricsF metrics(axisFont(m_owner.font()));
    struct Name {
        double y;
        const NamedCurves *curve;
    };
    std::vector<Name> names;
    for (const NamedCurves &other : m_state.curves.others)
        if (const auto last = other.strong.pointAt(m_plot.shownX().high); m_state.canShow(last))
            names.push_back(
                { std::clamp(m_plot.positionOf(last->x, last->y).y(), area.top(), area.bottom()),
                    &other });
    std::ranges::sort(names, {}, &Name::y);
    std::vector<double> requested;
    for (const Name &name : names)
        requested.push_back(name.y);
    const auto places = spreadLabels(requested, metrics.height(), area.top(), area.bottom());
    m_painter.setFont(axisFont(m_owner.font()));
    for (std::size_t i = 0; i < names.size(); ++i) {
        const QString &text = names[i].curve->name;
        const QRectF place(area.right() + metrics.averageCharWidth() / 2,
            places[i] - metrics.height() / 2, metrics.horizontalAdvance(text) + 1,
            metrics.height());
        m_painter.setPen(names[i].curve->colour);
        m_painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, text);
    }
}

void ChartDrawing::drawSelected()
{
    const QRectF area = m_plot.area();
    if (!m_state.selected || m_plot.pixelsOf(*m_state.selected) < area.left()
        || m_plot.pixelsOf(*m_state.selected) > area.right())
        return;
    const double x = m_plot.pixelsOf(*m_state.selected), size = 5;
    m_painter.setPen(QPen(accentColour(), 2));
    m_painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(accentColour());
    m_painter.drawPolygon(QPolygonF { { x - size, area.top() - size },
        { x + size, area.top() - size }, { x, area.top() + size } });
}

void ChartDrawing::drawCrosshair()
{
    const QRectF area = m_plot.area();
    if (!m_state.crosshair)
        return;
    const double x = m_plot.pixelsOf(*m_state.crosshair);
    if (x < area.left() || x > area.right())
        return;
    m_painter.setPen(QPen(mutedText(), 1, Qt::DotLine));
    m_painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    const auto dot = [&](const CurveView &curve, const QColor &colour) {
        const auto point = curve.pointAt(*m_state.crosshair);
        if (!m_state.canShow(point))
            return;
        const QPointF at = m_plot.positionOf(point->x, point->y);
        m_painter.setPen(QPen(surfaceColour(), 1));
        m_painter.setBrush(colour);
        if (area.adjusted(-3, -3, 3, 3).contains(at))
            m_painter.drawEllipse(at, 3.5, 3.5);
    };
    dot(m_state.curves.batches, m_plot.batchColour());
    dot(m_state.curves.smoothed, m_plot.smoothedColour());
    for (const NamedCurves &other : m_state.curves.others)
        dot(other.strong, other.colour);
}

} // namespace convscope
