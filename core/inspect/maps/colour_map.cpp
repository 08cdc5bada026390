// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/maps/colour_map.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace convscope {

namespace {

constexpr Rgb kNotANumber { 255, 0, 255 };

// Control points at equal distances, chosen so that CIE lightness rises (or falls) evenly.
constexpr std::array<Rgb, 7> kSequential { {
    { 20, 11, 52 },
    { 43, 45, 112 },
    { 42, 90, 139 },
    { 31, 132, 141 },
    { 66, 172, 122 },
    { 156, 205, 82 },
    { 251, 231, 60 },
} };
constexpr std::array<Rgb, 7> kDiverging { {
    { 14, 54, 125 },
    { 58, 120, 191 },
    { 152, 192, 226 },
    { 247, 247, 247 },
    { 240, 170, 138 },
    { 205, 84, 67 },
    { 128, 12, 38 },
} };

template<std::size_t N>
Rgb between(const std::array<Rgb, N> &points, double position)
{
    const double scaled = std::clamp(position, 0.0, 1.0) * double(N - 1);
    const std::size_t i = std::min(static_cast<std::size_t>(scaled), N - 2);
    const double part = scaled - double(i);
    const auto mix = [&](std::uint8_t a, std::uint8_t b) {
        return static_cast<std::uint8_t>(std::lround(a + (b - a) * part));
    };
    const Rgb &a = points[i];
    const Rgb &b = points[i + 1];
    return { mix(a.r, b.r), mix(a.g, b.g), mix(a.b, b.b) };
}

} // namespace

Rgb sequentialColour(double value)
{
    return between(kSequential, value);
}

Rgb divergingColour(double value)
{
    return between(kDiverging, (value + 1) / 2);
}

Rgb greyColour(double value)
{
    const auto level = static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255));
    return { level, level, level };
}

Rgb ColourScale::colour(double value) const
{
    if (std::isnan(value))
        return kNotANumber;
    if (kind == Kind::Diverging)
        return divergingColour(high > 0 ? value / high : 0);
    const double part = high > low ? (value - low) / (high - low) : 0;
    return kind == Kind::Grey ? greyColour(part) : sequentialColour(part);
}

ColourScale scaleFor(std::span<const float> values, bool image)
{
    double low = HUGE_VAL;
    double high = -HUGE_VAL;
    for (const float value : values) {
        if (!std::isfinite(value))
            continue;
        low = std::min(low, double(value));
        high = std::max(high, double(value));
    }
    if (low > high)
        low = high = 0;
    if (image)
        return { ColourScale::Kind::Grey, low, high };
    if (low < 0) {
        const double most = std::max(-low, high);
        return { ColourScale::Kind::Diverging, -most, most };
    }
    return { ColourScale::Kind::Sequential, 0, high };
}

ColourScale together(const ColourScale &a, const ColourScale &b)
{
    using Kind = ColourScale::Kind;
    if (a.kind == Kind::Diverging || b.kind == Kind::Diverging) {
        const double most = std::max({ -a.low, a.high, -b.low, b.high });
        return { Kind::Diverging, -most, most };
    }
    return { a.kind, std::min(a.low, b.low), std::max(a.high, b.high) };
}

} // namespace convscope
