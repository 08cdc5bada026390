// SPDX-License-Identifier: GPL-3.0-or-later
// PlaneLayout: how a convolution spreads an image so that each cell of its kernel reads one
// contiguous row of values. Constant after setting up; thread-safe.
#pragma once
#include "core/tensor/tensor.h"

namespace convscope {

/// Every channel becomes one plane a corner: a shifted copy of the image, cut or padded with
/// zeros to rows × columns. In such a plane stepping down one output row is a plain offset, so a
/// kernel cell's products with a whole map are one row product (core/kernels/row_products.h).
struct PlaneLayout {
    struct Corner {
        int top = 0, left = 0; ///< the plane's corner in the image; may be outside
        friend bool operator==(const Corner &, const Corner &) = default;
    };
    std::vector<Corner> corners;
    int rowStep = 1, columnStep = 1; ///< only every so many-th row and column of the image
    int rows = 0, columns = 0;

    std::size_t planeSize() const { return std::size_t(rows) * std::size_t(columns); }
    std::size_t channelSize() const { return corners.size() * planeSize(); }
    /// Whether the planes are the image itself, and need not be made.
    bool isImage(const Shape &image) const;
    /// planes: [channel][corner][rows][columns], with kSpareBehindPlane values behind.
    void spread(const Scalar *image, const Shape &shape, Scalar *planes) const;
};

} // namespace convscope
