// SPDX-License-Identifier: GPL-3.0-or-later
// Which part of its curves a ChartView shows, and what it gives Qt Charts of them.
#include "ui/charts/axis_text.h"
#include "ui/charts/chart_view_impl.h"
#include <QLegendMarker>
#include <QLocale>
#include <cmath>

namespace convscope {

namespace {

constexpr std::size_t kMaxPoints = 1000; // points of a series on screen
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

std::vector<CurveView> ChartView::Impl::allCurves() const
{
    std::vector<CurveView> all { curves.batches, curves.smoothed, curves.validation };
    for (const NamedCurves &other : curves.others)
        all.insert(all.end(), { other.faint, other.strong, other.dashed });
    return all;
}

Range ChartView::Impl::fittingX() const
{
    double last = 0;
    for (const CurveView &curve : allCurves())
        if (!curve.empty())
            last = std::max(last, curve.back().x);
    constexpr double kFine = 100; // parts of an epoch or of a second
    const double end
        = curves.axis == CurveAxis::Batch ? growingEnd(last) : growingEnd(last * kFine) / kFine;
    return { 0, last > 0 && last <= curves.plannedEnd ? std::min(end, curves.plannedEnd) : end };
}

// The range of the drawn points, which have the lowest and the highest of all there is.
Range ChartView::Impl::fittingY(const Range &x) const
{
    if (kind == Kind::Percent && !logScale)
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
        return logScale ? Range { 0.01, 1 } : Range { 0, 1 };
    if (!logScale && low == 0 && high == 0)
        return { 0, 1 };
    if (!logScale)
        return niceRange(std::min(low, 0.0), high);
    const double from = std::pow(10, std::floor(std::log10(low) * 2) / 2);
    const double to = std::pow(10, std::ceil(std::log10(high) * 2) / 2);
    return { from, std::max(to, from * 2) };
}

Range ChartView::Impl::shownY() const
{
    return logScale ? Range { logAxis->min(), logAxis->max() }
                    : Range { yAxis->min(), yAxis->max() };
}

void ChartView::Impl::setAxes(const Range &x, const Range &y)
{
    setAxis(*xAxis, x, axisStep(curves.axis, x.high - x.low, 8));
    if (logScale) {
        logAxis->setRange(y.low, y.high);
        return;
    }
    // A little air, so that lines and markers at the edge are not cut in half.
    const double air = zoomY ? 0 : (y.high - y.low) * 0.07;
    setAxis(*yAxis, { y.low - air, y.high + air },
        niceStep(y.high - y.low, kind == Kind::Strip ? 2 : 5));
}

bool ChartView::Impl::isEmpty() const
{
    return std::ranges::all_of(allCurves(), &CurveView::empty);
}

void ChartView::Impl::refresh()
{
    fitOthers();
    // Axes of nothing would be made up. They keep their places: what is hidden gets none from Qt.
    chart()->setOpacity(isEmpty() ? 0 : 1);
    const Range x = zoomX.value_or(fittingX());
    const auto visible = [&](const CurveView &curve, std::size_t most) {
        std::vector<CurvePoint> thin = curve.thinOut(x.low, x.high, most);
        if (logScale)
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
    if (kind == Kind::Strip)
        show(raw, curves.batches, kMaxPoints);
    else
        m_faint.push_back({ visible(curves.batches, kMaxPoints), raw->pen().color() });
    show(smoothed, curves.smoothed, kMaxPoints);
    const auto showDashed = [&](QLineSeries *series, const CurveView &curve) {
        show(series, curve, kMaxMarkers * 3);
        // Nobody can tell dashes apart in many ups and downs, but drawing them takes long.
        QPen pen = series->pen();
        pen.setStyle(std::size_t(series->count()) > kMaxMarkers ? Qt::SolidLine : Qt::DashLine);
        if (pen != series->pen())
            series->setPen(pen);
    };
    showDashed(validationLine, curves.validation);
    const bool countable = std::size_t(validationLine->count()) <= kMaxMarkers;
    show(validation, countable ? curves.validation : CurveView(), kMaxMarkers);
    for (std::size_t i = 0; i < m_others.size(); ++i) {
        QColor colour = curves.others[i].colour;
        colour.setAlphaF(raw->pen().color().alphaF());
        m_faint.push_back(
            { visible(curves.others[i].faint, std::min(kMaxPoints, kMaxFaint / m_others.size())),
                colour });
        show(m_others[i].strong, curves.others[i].strong, kMaxPoints / 2);
        showDashed(m_others[i].dashed, curves.others[i].dashed);
    }
    const bool hasBest = curves.best && (!logScale || curves.best->y > 0);
    best->replace(
        hasBest ? QList<QPointF> { { curves.best->x, curves.best->y } } : QList<QPointF> {});
    setAxes(x, zoomY.value_or(fittingY(x)));
}

void ChartView::Impl::setLog(bool on)
{
    if (on == logScale)
        return;
    logScale = on;
    zoomY.reset();
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
    const Range all = fittingX();
    if (x && x->low <= all.low && x->high >= all.high)
        x.reset();
    if (x && x->high - x->low < narrowest(curves.axis))
        return;
    zoomX = x;
    zoomY = y;
    refresh();
    viewport()->update();
    Q_EMIT owner.zoomed(zoomX);
}

void ChartView::Impl::pan(double x, double y)
{
    const Range now = shownX(), all = fittingX();
    const double by
        = std::clamp(x, std::min(0.0, all.low - now.low), std::max(0.0, all.high - now.high));
    std::optional<Range> vertical = zoomY;
    if (vertical && !logScale)
        vertical = Range { zoomY->low + y, zoomY->high + y };
    zoom(Range { now.low + by, now.high + by }, vertical);
}

void ChartView::Impl::zoomAbout(double x, double factor)
{
    const Range now = shownX(), all = fittingX();
    zoom(Range { std::max(all.low, x - (x - now.low) * factor),
             std::min(all.high, x + (now.high - x) * factor) },
        zoomY);
}

void ChartView::Impl::zoomVertically(double y, double factor)
{
    const Range now = shownY();
    if (logScale)
        zoom(
            zoomX, Range { y * std::pow(now.low / y, factor), y * std::pow(now.high / y, factor) });
    else
        zoom(zoomX, Range { y - (y - now.low) * factor, y + (now.high - y) * factor });
}

int ChartView::Impl::faintPoints() const
{
    return m_faint.empty() ? 0 : static_cast<int>(m_faint.front().points.size());
}

QString ChartView::Impl::description() const
{
    QStringList text;
    if (isEmpty())
        text << emptyText;
    if (!curves.batches.empty()) {
        const CurvePoint last = curves.batches.back();
        text << ChartView::tr("%1 %2, value %3")
                    .arg(axisTitle(curves.axis), axisText(curves.axis, last.x), valueText(last.y));
    }
    if (!curves.smoothed.empty())
        text << ChartView::tr("smoothed %1").arg(valueText(curves.smoothed.back().y));
    if (!curves.validation.empty())
        text << ChartView::tr("validation %1").arg(valueText(curves.validation.back().y));
    if (curves.best)
        text << ChartView::tr("best epoch by validation loss %1").arg(valueText(curves.best->y));
    for (const NamedCurves &other : curves.others)
        if (!other.strong.empty())
            text << other.name + QLatin1Char(' ') + valueText(other.strong.back().y);
    for (const ChartMark &mark : curves.marks)
        text << mark.text;
    for (const Baseline &baseline : curves.baselines)
        text << baseline.name + QLatin1Char(' ') + valueText(baseline.y);
    return text.join(QStringLiteral(", "));
}

} // namespace convscope
