// SPDX-License-Identifier: GPL-3.0-or-later
// Sums in a fixed order that the compiler can still vectorize. Pure functions.
#pragma once
#include "core/tensor/tensor.h"
#include <array>

namespace convscope {

/// The sum of the values, added up in sixteen interleaved parts.
inline Scalar sumOf(std::span<const Scalar> values)
{
    std::array<Scalar, 16> parts {};
    std::size_t i = 0;
    for (; i + parts.size() <= values.size(); i += parts.size())
        for (std::size_t k = 0; k < parts.size(); ++k)
            parts[k] += values[i + k];
    for (std::size_t k = 0; i < values.size(); ++i, ++k)
        parts[k] += values[i];
    Scalar sum = 0;
    for (const Scalar part : parts)
        sum += part;
    return sum;
}

} // namespace convscope
