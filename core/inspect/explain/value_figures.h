// SPDX-License-Identifier: GPL-3.0-or-later
// Figures that describe a map's values. Pure function.
#pragma once
#include <array>
#include <cstddef>
#include <span>

namespace convscope {

struct ValueFigures {
    static constexpr int kBins = 48;
    double least = 0, most = 0, mean = 0; ///< over the finite values; 0 where there are none
    std::size_t finite = 0; ///< how many values are numbers
    std::size_t zeros = 0; ///< how many are exactly 0
    /// How many lie in each of kBins equal steps from least to most.
    std::array<std::size_t, kBins> histogram {};
    bool isDead() const { return finite > 0 && zeros == finite; } ///< nothing but zeros
};

ValueFigures figuresOf(std::span<const float> values);

} // namespace convscope
