// SPDX-License-Identifier: GPL-3.0-or-later
// The weight gradient of a convolution with many small maps: as correlateRows() (row_products.h),
// but with the vectors across the channels, so that nothing is wasted at the end of short rows and
// no lanes have to be summed. Vectorized like row_products.h. Pure functions of their arguments.
#pragma once
#include "core/kernels/row_products.h"

namespace convscope {

/// `rows` has to be a multiple of this, on every processor.
constexpr int kChannelBlock = 16;

/// to[p][m] = from[m][p], m < rows, p < length.
void transposeMaps(const Scalar *from, int rows, int length, Scalar *to);

/// d[taps[k].a · rows + m] (+)= Σ_s Σ_p y[s·ySample + p·rows + m] · x[s·xSample + taps[k].x + p].
struct ChannelCorrelation {
    const Scalar *y = nullptr; ///< transposed: [length][rows]
    std::ptrdiff_t ySample = 0;
    const Scalar *x = nullptr;
    std::ptrdiff_t xSample = 0;
    std::span<const Tap> taps;
    bool accumulate = false; ///< start from what stands in d
    Scalar *d = nullptr; ///< transposed too: [tap][rows]
    int rows = 0, length = 0, samples = 1;
};
void correlateChannels(const ChannelCorrelation &c);

} // namespace convscope
