// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curves/curve_pyramid.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

// The first index in [begin, end) that `isAfter`; end where there is none.
template<typename IsAfter>
std::size_t firstAfter(std::size_t begin, std::size_t end, const IsAfter &isAfter)
{
    while (begin < end) {
        const std::size_t middle = begin + (end - begin) / 2;
        if (isAfter(middle))
            end = middle;
        else
            begin = middle + 1;
    }
    return begin;
}

} // namespace

void CurvePyramid::take(Extremes &extremes, std::uint32_t index) const
{
    const float y = m_values[index];
    if (!std::isfinite(y))
        return;
    if (extremes.low == kNone || y < m_values[extremes.low])
        extremes.low = index;
    if (extremes.high == kNone || y > m_values[extremes.high])
        extremes.high = index;
}

void CurvePyramid::take(Extremes &extremes, const Extremes &more) const
{
    if (more.low == kNone)
        return;
    take(extremes, more.low);
    take(extremes, more.high);
}

void CurvePyramid::append(double y)
{
    const auto index = static_cast<std::uint32_t>(m_values.size());
    m_values.push_back(static_cast<float>(y));
    std::size_t width = 1;
    for (std::vector<Extremes> &level : m_levels) {
        width *= kFan;
        if (level.size() <= index / width)
            level.emplace_back();
        take(level.back(), index);
    }
}

void CurvePyramid::clear()
{
    m_values.clear();
    for (std::vector<Extremes> &level : m_levels)
        level.clear();
}

CurvePyramid::Extremes CurvePyramid::extremes(std::size_t begin, std::size_t end) const
{
    Extremes found;
    for (std::size_t at = begin; at < end;) {
        std::size_t width = 1, level = 0; // the largest whole block that begins here
        while (level < kLevels && at % (width * kFan) == 0 && at + width * kFan <= end) {
            width *= kFan;
            ++level;
        }
        if (level == 0)
            take(found, static_cast<std::uint32_t>(at));
        else
            take(found, m_levels[level - 1][at / width]);
        at += width;
    }
    return found;
}

std::size_t CurvePyramid::bytes() const
{
    std::size_t bytes = m_values.capacity() * sizeof(float);
    for (const std::vector<Extremes> &level : m_levels)
        bytes += level.capacity() * sizeof(Extremes);
    return bytes;
}

std::size_t CurveView::countUpTo(double x) const
{
    return firstAfter(0, size(), [&](std::size_t i) { return (*this)[i].x > x; });
}

std::optional<CurvePoint> CurveView::pointAt(double x) const
{
    const std::size_t count = countUpTo(x);
    return count > 0 ? std::optional((*this)[count - 1]) : std::nullopt;
}

std::vector<CurvePoint> CurveView::thinOut(double fromX, double toX, std::size_t most) const
{
    if (!m_values)
        return convscope::thinOut(m_points, fromX, toX, most);
    const std::size_t first = firstAfter(0, size(), [&](auto i) { return m_xOf(i) >= fromX; });
    const std::size_t last = countUpTo(toX);
    // One neighbour on each side, so that the line runs to the edge of the image.
    const std::size_t begin = first > 0 ? first - 1 : 0, end = std::min(last + 1, size());
    std::vector<CurvePoint> thin;
    if (end <= begin)
        return thin;
    const std::size_t count = end - begin;
    const std::size_t columns = count <= most ? count : std::max<std::size_t>(1, most / 2);
    for (std::size_t c = 0; c < columns; ++c) {
        const auto found
            = m_values->extremes(begin + c * count / columns, begin + (c + 1) * count / columns);
        if (found.low == CurvePyramid::kNone)
            continue;
        thin.push_back((*this)[std::min(found.low, found.high)]);
        if (found.low != found.high)
            thin.push_back((*this)[std::max(found.low, found.high)]);
    }
    return thin;
}

} // namespace convscope
