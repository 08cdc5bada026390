// SPDX-License-Identifier: GPL-3.0-or-later
// The usual max pooling, over windows of 2×2 that do not overlap. Vectorized like row_products.h.
// Pure functions of their arguments.
#pragma once
#include "core/tensor/tensor.h"

namespace convscope {

/// y[i][j] = the largest of x[2i..2i+1][2j..2j+1]; not-a-number wins. x is height × width, y half
/// of both, rounded down.
void maxPoolByTwo(const Scalar *x, int height, int width, Scalar *y);
/// dx = dy at the first cell of each window that holds the largest value, 0 elsewhere.
void maxPoolByTwoGradient(
    const Scalar *x, const Scalar *y, const Scalar *dy, int height, int width, Scalar *dx);

} // namespace convscope
