// SPDX-License-Identifier: GPL-3.0-or-later
// The 16-bit float formats, to float. Pure functions.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>

namespace convscope {

/// IEEE 754 binary16.
inline float halfToFloat(std::uint16_t bits)
{
    const float sign = bits & 0x8000U ? -1.0F : 1.0F;
    const int exponent = (bits >> 10U) & 0x1fU;
    const auto fraction = static_cast<float>(bits & 0x3ffU);
    if (exponent == 0)
        return sign * std::ldexp(fraction, -24);
    if (exponent == 31)
        return fraction == 0 ? sign * HUGE_VALF : std::nanf("");
    return sign * std::ldexp(1024.0F + fraction, exponent - 25);
}

/// The upper half of a float.
inline float bfloatToFloat(std::uint16_t bits)
{
    return std::bit_cast<float>(std::uint32_t(bits) << 16U);
}

} // namespace convscope
