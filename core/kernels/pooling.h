// SPDX-License-Identifier: GPL-3.0-or-later
// The usual max pooling, over windows of 2×2 that do not overlap. Vectorized like row_products.h.
// Pure functions of their arguments.
#pragma once
#include "core/tensor/tensor.h"

namespace convscope {

/// An image, and whether its values pass through a ReLU before they are pooled.
struct PoolShape {
    int height = 0, width = 0;
    bool rectified = false;
};

/// y[i][j] = the largest of x[2i..2i+1][2j..2j+1]; not-a-number wins. y has half the height and
/// width, rounded down.
void maxPoolByTwo(const Scalar *x, const PoolShape &shape, Scalar *y);
/// dx = dy at the first cell of each window that holds the largest value, 0 elsewhere; rectified:
/// only where y is positive.
void maxPoolByTwoGradient(
    const Scalar *x, const Scalar *y, const Scalar *dy, const PoolShape &shape, Scalar *dx);

} // namespace convscope
