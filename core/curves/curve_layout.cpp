// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curves/curve_layout.h"
#include <algorithm>
#include <cmath>

namespace convscope {

double Smoother::next(double value)
{
    if (!std::isfinite(value))
        return value;
    m_sum = m_weight * m_sum + (1 - m_weight) * value;
    m_share = m_weight * m_share + (1 - m_weight);
    return m_sum / m_share;
}

namespace {

// The first and last point, the lowest and the highest of one column, in order, each once.
void addColumn(std::span<const CurvePoint> column, std::vector<CurvePoint> &thin)
{
    const CurvePoint *low = nullptr, *high = nullptr;
    for (const CurvePoint &point : column) {
        if (!std::isfinite(point.y))
            continue;
        if (!low || point.y < low->y)
            low = &point;
        if (!high || point.y > high->y)
            high = &point;
    }
    if (!low)
        return;
    thin.push_back(*std::min(low, high));
    if (low != high)
        thin.push_back(*std::max(low, high));
}

} // namespace

std::vector<CurvePoint> thinOut(
    std::span<const CurvePoint> points, double fromX, double toX, std::size_t most)
{
    const auto first = std::ranges::lower_bound(points, fromX, {}, &CurvePoint::x);
    const auto last = std::ranges::upper_bound(points, toX, {}, &CurvePoint::x);
    // One neighbour on each side, so that the line runs to the edge of the image.
    const auto begin = first == points.begin() ? first : first - 1;
    const auto end = last == points.end() ? last : last + 1;
    const std::span<const CurvePoint> shown(begin, end);
    std::vector<CurvePoint> thin;
    if (shown.size() <= most) {
        std::ranges::copy_if(shown, std::back_inserter(thin),
            [](const CurvePoint &p) { return std::isfinite(p.y); });
        return thin;
    }
    const std::size_t columns = std::max<std::size_t>(1, most / 2);
    for (std::size_t c = 0; c < columns; ++c) {
        const std::size_t from = c * shown.size() / columns, to = (c + 1) * shown.size() / columns;
        addColumn(shown.subspan(from, to - from), thin);
    }
    return thin;
}

std::vector<double> spreadLabels(std::span<const double> at, double height, double low, double high)
{
    std::vector<double> places(at.begin(), at.end());
    if (places.empty())
        return places;
    const auto count = double(places.size());
    const double step = std::min(height, (high - low) / count);
    double least = low + step / 2; // upwards: none may lie on the one before
    for (double &place : places) {
        place = std::max(place, least);
        least = place + step;
    }
    double most = high - step / 2; // and back, from the upper edge
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
        *place = std::min(*place, most);
        most = *place - step;
    }
    return places;
}

double niceStep(double span, int ticks)
{
    const double rough = span / std::max(1, ticks);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : { 1.0, 2.0, 5.0 })
        if (rough <= factor * power * (1 + 1e-9))
            return factor * power;
    return 10 * power;
}

Range niceRange(double low, double high)
{
    if (!(low < high)) {
        const double room = std::max(std::abs(low) * 0.1, 0.1);
        low -= room;
        high += room;
    }
    constexpr int kTicks = 5;
    const double step = niceStep(high - low, kTicks);
    return { std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step };
}

double growingEnd(double x)
{
    constexpr double kFirst = 20, kFactor = 1.25;
    double end = kFirst;
    while (end < x)
        end *= kFactor;
    return std::ceil(end);
}

} // namespace convscope
