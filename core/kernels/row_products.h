// SPDX-License-Identifier: GPL-3.0-or-later
// The two products that all convolutions and dense layers are made of, over rows at tabled places.
// Vectorized with Highway for the processor it runs on; row_products_reference.h is the plain
// version. Thread-safe: pure functions of their arguments.
#pragma once
#include "core/tensor/tensor.h"
#include <cstdint>

namespace convscope {

/// One term of a combination: which coefficient, and where its row of x begins. In a correlation:
/// which result.
struct Tap {
    std::int32_t a = 0;
    std::int32_t x = 0;
};

/// y[m][p] = start[m] + Σ_k a[m·aStride + taps[k].a] · x[taps[k].x + p], m < rows, p < length.
/// At least one row. A convolution is one such call a sample: m counts the filters, k the kernel's
/// cells over all input channels, and p runs over the flattened rows of the map.
struct RowCombination {
    const Scalar *a = nullptr;
    std::ptrdiff_t aStride = 0;
    const Scalar *x = nullptr;
    std::span<const Tap> taps;
    const Scalar *start = nullptr; ///< one a row of y; null: zeros
    Scalar *y = nullptr;
    std::ptrdiff_t yStride = 0;
    int rows = 0, length = 0;
};
void combineRows(const RowCombination &c);

/// d[m·dStride + taps[k].a] = start[taps[k].a]
///     + Σ_s Σ_p y[s·ySample + m·yStride + p] · x[s·xSample + taps[k].x + p], m < rows.
/// A convolution's weight gradient is such a call for a few samples, counted by s.
struct RowCorrelation {
    const Scalar *y = nullptr;
    std::ptrdiff_t yStride = 0, ySample = 0;
    const Scalar *x = nullptr;
    std::ptrdiff_t xSample = 0;
    std::span<const Tap> taps;
    const Scalar *start = nullptr; ///< the same for every m; null: zeros
    bool accumulate = false; ///< start from what stands in d instead
    Scalar *d = nullptr;
    std::ptrdiff_t dStride = 0;
    int rows = 0, length = 0, samples = 1;
};
void correlateRows(const RowCorrelation &c);

} // namespace convscope
