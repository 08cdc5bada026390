// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts a shifted, padded, thinned-out window from an image. Vectorized like row_products.h.
// Thread-safe: a pure function of its arguments.
#pragma once
#include "core/tensor/tensor.h"

namespace convscope {

/// to[r][j] = from[r·rowStep + top][j·columnStep + left], and zero outside the image.
struct ShiftedPlane {
    const Scalar *from = nullptr;
    int height = 0, width = 0; ///< the image's size
    int top = 0, left = 0; ///< where in the image to[0][0] lies; may be outside
    int rowStep = 1, columnStep = 1;
    Scalar *to = nullptr;
    int rows = 0, columns = 0; ///< the size of `to`, which is contiguous
};

/// May also write the kSpareBehindPlane values behind the last row.
void copyShifted(const ShiftedPlane &plane);
constexpr std::size_t kSpareBehindPlane = 16;

} // namespace convscope
