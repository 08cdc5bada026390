// SPDX-License-Identifier: GPL-3.0-or-later
// Filters that have a name, of any odd size: what a person can choose for a cell of a convolution.
#pragma once
#include "core/tensor/tensor.h"
#include <cstdint>
#include <string_view>
#include <vector>

namespace convscope {

/// Row by row, as a cross-correlation uses them: the value at the top left is multiplied with the
/// pixel at the top left.
using FilterCells = std::vector<Scalar>;

struct FilterKind {
    std::string_view name; ///< "sobel-x"
    std::string_view title; ///< for people, in English
    std::string_view meaning; ///< one sentence
    FilterCells (*make)(int size); ///< `size` is odd, 3 or more
};

/// The 3×3 filters of the books; larger ones are these, smoothed by a binomial.
const std::vector<FilterKind> &filterKinds();
/// @throws Error listing the known names.
const FilterKind &filterKind(std::string_view name);

/// Random cells with mean 0 whose absolute values add up to `strength`: they answer to changes, not
/// to plain brightness, so that about half of all values survive a ReLU whatever the seed.
FilterCells randomFilter(int size, double strength, std::uint64_t seed, std::uint64_t stream);

} // namespace convscope
