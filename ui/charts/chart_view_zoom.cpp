// SPDX-License-Identifier: GPL-3.0-or-later
// Which part of its curves a ChartView shows, and what it gives Qt Charts of them.
#include "ui/charts/axis_text.h"
#include "ui/charts/chart_view_impl.h"
#include <QLegendMarker>
#include <QLocale>
#include <cmath>

namespace convscope {

namespace {

constexpr std::size_t kMaxPoints = 1000; // of a series on screen
constexpr std::size_t kMaxMarkers
    = 100; // validations that are shown as points, not as a line alone
constexpr std::size_t kMaxFaint = 2000; // points of all other runs' batches together

QList<QPointF> toQt(const std::vector<CurvePoint> &points)
{
    QList<QPointF> list;
    list.reserve(static_cast<qsizetype>(points.size()));
    for (const CurvePoint &point : points)
        list.append({ point.x, point.y });
    return list;
}

// Every tick costs a label, so a wide range must not meet the narrow ticks of the one before.
void setAxis(QValueAxis &axis, const Range &range, double step)
{
    if (axis.min() == range.low && axis.max() == range.high && axis.tickInterval() == step)
        return;
    axis.setTickType(QValueAxis::TicksDynamic);
    axis.setTickAnchor(0);
    axis.setTickInterval(std::max(axis.tickInterval(), step));
    axis.setRange(range.low, range.high);
    axis.setTickInterval(step);
}

} // namespace

// Of what is drawn, which has the lowest and the highest of all there is.
Range ChartView::Impl::fittingY(const Range &x) const
{
    if (state.kind == Kind::Percent && !state.logScale)
        return { 0, 100 };
    double low = HUGE_VAL, high = -HUGE_VAL;
    const auto take = [&](double atX, double y) {
        const bool counts = atX >= x.low && atX <= x.high;
        low = counts ? std::min(low, y) : low;
        high = counts ? std::max(high, y) : high;
    };
    for (const FaintLine &line : m_faint)
        for (const CurvePoint &point : line.points)
            take(point.x, point.y);
    for (const QAbstractSeries *series : chart()->series())
        if (series != best)
            for (const QPointF &point : static_cast<const QXYSeries *>(series)->points())
                take(point.x(), point.y());
    if (low > high)
        return state.logScale ? Range { 0.01, 1 } : Range { 0, 1 };
    if (!state.logScale && low == 0 && high == 0)
        return { 0, 1 };
    if (!state.logScale)
        return niceRange(std::min(low, 0.0), high);
    const double from = std::pow(10, std::floor(std::log10(low) * 2) / 2);
    const double to = std::pow(10, std::ceil(std::log10(high) * 2) / 2);
    return { from, std::max(to, from * 2) };
}

Range ChartView::Impl::shownY() const
{
    return state.logScale ? Range { logAxis->min(), logAxis->max() }
                          : Range { yAxis->min(), yAxis->max() };
}

void ChartView::Impl::setAxes(const Range &x, const Range &y)
{
    setAxis(*xAxis, x, axisStep(state.curves.axis, x.high - x.low, 8));
    if (state.logScale) {
        logAxis->setRange(y.low, y.high);
        return;
    }
    // A little air, so that lines and markers at the edge are not cut in half.
    const double air = state.zoomY ? 0 : (y.high - y.low) * 0.07;
    setAxis(*yAxis, { y.low - air, y.high + air },
        niceStep(y.high - y.low, state.kind == Kind::Strip ? 2 : 5));
}

void ChartView::Impl::refresh()
{
    fitOthers();
    // Axes of nothing would be made up. They keep their places: what is hidden gets none from Qt.
    chart()->setOpacity(state.isEmpty() ? 0 : 1);
    const Range x = state.zoomX.value_or(state.fittingX());
    const auto visible = [&](const CurveView &curve, std::size_t most) {
        std::vector<CurvePoint> thin = curve.thinOut(x.low, x.high, most);
        if (state.logScale)
            std::erase_if(thin, [](const CurvePoint &p) { return p.y <= 0; });
        return thin;
    };
    const auto show = [&](QXYSeries *series, const CurveView &curve, std::size_t most) {
        const std::vector<CurvePoint> thin = visible(curve, most);
        if (!thin.empty() || series->count() > 0)
            series->replace(toQt(thin));
        if (qobject_cast<QLineSeries *>(series)) // one through a single point is nothing
            series->setPointsVisible(thin.size() == 1);
    };
    m_faint.clear();
    if (state.kind == Kind::Strip)
        show(raw, state.curves.batches, kMaxPoints);
    else
        m_faint.push_back({ visible(state.curves.batches, kMaxPoints), raw->pen().color() });
    show(smoothed, state.curves.smoothed, kMaxPoints);
    const auto showDashed = [&](QLineSeries *series, const CurveView &curve) {
        show(series, curve, kMaxMarkers * 3);
        // Nobody can tell dashes apart in many ups and downs, but drawing them takes long.
        QPen pen = series->pen();
        pen.setStyle(std::size_t(series->count()) > kMaxMarkers ? Qt::SolidLine : Qt::DashLine);
        if (pen != series->pen())
            series->setPen(pen);
    };
    showDashed(validationLine, state.curves.validation);
    const bool countable = std::size_t(validationLine->count()) <= kMaxMarkers;
    show(validation, countable ? state.curves.validation : CurveView(), kMaxMarkers);
    for (std::size_t i = 0; i < m_others.size(); ++i) {
        QColor colour = state.curves.others[i].colour;
        colour.setAlphaF(raw->pen().color().alphaF());
        m_faint.push_back({ visible(state.curves.others[i].faint,
                                std::min(kMaxPoints, kMaxFaint / m_others.size())),
            colour });
        show(m_others[i].strong, state.curves.others[i].strong, kMaxPoints / 2);
        showDashed(m_others[i].dashed, state.curves.others[i].dashed);
    }
    const bool hasBest = state.curves.best && (!state.logScale || state.curves.best->y > 0);
    best->replace(hasBest ? QList<QPointF> { { state.curves.best->x, state.curves.best->y } }
                          : QList<QPointF> {});
    setAxes(x, state.zoomY.value_or(fittingY(x)));
}

void ChartView::Impl::setLog(bool on)
{
    if (on == state.logScale)
        return;
    state.logScale = on;
    state.zoomY.reset();
    QAbstractAxis *before = on ? static_cast<QAbstractAxis *>(yAxis) : logAxis;
    QAbstractAxis *after = on ? static_cast<QAbstractAxis *>(logAxis) : yAxis;
    if (on) // a logarithmic axis must not see a value of 0, not even for a moment
        for (QAbstractSeries *series : chart()->series())
            static_cast<QXYSeries *>(series)->clear();
    chart()->removeAxis(before);
    before->setParent(this);
    chart()->addAxis(after, Qt::AlignLeft);
    for (QAbstractSeries *series : chart()->series())
        series->attachAxis(after);
    refresh();
}

void ChartView::Impl::zoom(std::optional<Range> x, std::optional<Range> y)
{
    const Range all = state.fittingX();
    if (x && x->low <= all.low && x->high >= all.high)
        x.reset();
    if (x && x->high - x->low < narrowest(state.curves.axis))
        return;
    state.zoomX = x;
    state.zoomY = y;
    refresh();
    viewport()->update();
    Q_EMIT owner.zoomed(state.zoomX);
}

void ChartView::Impl::pan(double x, double y)
{
    const Range now = shownX(), all = state.fittingX();
    const double by
        = std::clamp(x, std::min(0.0, all.low - now.low), std::max(0.0, all.high - now.high));
    std::optional<Range> vertical = state.zoomY;
    if (vertical && !state.logScale)
        vertical = Range { state.zoomY->low + y, state.zoomY->high + y };
    zoom(Range { now.low + by, now.high + by }, vertical);
}

void ChartView::Impl::zoomAbout(double x, double factor)
{
    const Range now = shownX(), all = state.fittingX();
    zoom(Range { std::max(all.low, x - (x - now.low) * factor),
             std::min(all.high, x + (now.high - x) * factor) },
        state.zoomY);
}

void ChartView::Impl::zoomVertically(double y, double factor)
{
    const Range now = shownY();
    if (state.logScale)
        zoom(state.zoomX,
            Range { y * std::pow(now.low / y, factor), y * std::pow(now.high / y, factor) });
    else
        zoom(state.zoomX, Range { y - (y - now.low) * factor, y + (now.high - y) * factor });
}

int ChartView::Impl::faintPoints() const
{
    return m_faint.empty() ? 0 : static_cast<int>(m_faint.front().points.size());
}

} // namespace convscope
