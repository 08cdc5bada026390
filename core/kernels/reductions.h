// SPDX-License-Identifier: GPL-3.0-or-later
// Sums over long rows, in an order that is the same on every call. Vectorized like row_products.h.
// Pure functions of their arguments.
#pragma once
#include "core/kernels/elementwise.h"

namespace convscope {

Scalar sumOf(const Scalar *x, std::size_t count);

/// Σ (x − origin) and Σ (x − origin)². An origin near the mean keeps all digits.
struct Moments {
    double sum = 0, squares = 0;
};
Moments momentsAround(const Scalar *x, Scalar origin, std::size_t count);

/// Σ dy and Σ dy · (x − origin), over all, or where the rectified line over x is positive.
struct ProductSums {
    double sum = 0, product = 0;
};
ProductSums productSums(
    const Scalar *dy, const Scalar *x, Scalar origin, const Affine &line, std::size_t count);

} // namespace convscope
