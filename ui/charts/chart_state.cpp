// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_state.h"
#include "ui/charts/axis_text.h"
#include "ui/kit/figure_text.h"
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace convscope {

std::vector<CurveView> ChartState::allCurves() const
{
    std::vector<CurveView> all { curves.batches, curves.smoothed, curves.validation };
    for (const NamedCurves &other : curves.others)
        all.insert(all.end(), { other.faint, other.strong, other.dashed });
    return all;
}

Range ChartState::fittingX() const
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

bool ChartState::isEmpty() const
{
    return std::ranges::all_of(allCurves(), &CurveView::empty);
}

double ChartState::snapped(double x) const
{
    if (curves.batches.empty())
        return x;
    const std::size_t after = std::min(curves.batches.countUpTo(x), curves.batches.size() - 1);
    const double before = curves.batches[after > 0 ? after - 1 : 0].x;
    const double next = curves.batches[after].x;
    return x - before <= next - x ? before : next;
}

std::optional<double> ChartState::batchBeside(int by) const
{
    if (curves.batches.empty())
        return {};
    const std::size_t count = curves.batches.size();
    const std::size_t upTo = crosshair ? curves.batches.countUpTo(*crosshair) : count;
    const auto requested = std::ptrdiff_t(upTo) - 1 + (crosshair ? by : 0);
    const auto last = std::ptrdiff_t(count) - 1;
    return curves.batches[std::size_t(std::clamp(requested, std::ptrdiff_t(0), last))].x;
}

bool ChartState::canShow(const std::optional<CurvePoint> &point) const
{
    return point && std::isfinite(point->y) && (!logScale || point->y > 0);
}

QString ChartState::valueText(double value) const
{
    return kind == ChartView::Kind::Percent ? shareText(value / 100)
                                            : QLocale().toString(value, 'g', 4);
}

QString ChartState::description() const
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
