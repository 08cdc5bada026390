// SPDX-License-Identifier: GPL-3.0-or-later
// Functions of one value at a time over long rows. Vectorized like row_products.h. Pure functions
// of their arguments; an output may be one of the inputs. Not-a-number stays not-a-number.
#pragma once
#include "core/tensor/tensor.h"
#include <cstdint>

namespace convscope {

/// y = x where x > 0, else slope · x.
void leakyRelu(const Scalar *x, Scalar *y, Scalar slope, std::size_t count);
/// dx = dy where y > 0, else slope · dy.
void leakyReluGradient(
    const Scalar *y, const Scalar *dy, Scalar *dx, Scalar slope, std::size_t count);

/// y = 1 / (1 + e^−x), dx = dy · y · (1 − y).
void sigmoid(const Scalar *x, Scalar *y, std::size_t count);
void sigmoidGradient(const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count);

/// y = tanh x, dx = dy · (1 − y²).
void hyperbolicTangent(const Scalar *x, Scalar *y, std::size_t count);
void hyperbolicTangentGradient(const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count);

/// y = scale · x + offset; rectified: the ReLU of that.
struct Affine {
    Scalar scale = 1, offset = 0;
    bool rectified = false;
};
void scaleAndShift(const Scalar *x, Scalar *y, const Affine &line, std::size_t count);
/// z = a · x + b · y + c.
struct LinearCombination {
    Scalar a = 1, b = 1, c = 0;
};
void blend(const Scalar *x, const Scalar *y, Scalar *z, const LinearCombination &factors,
    std::size_t count);
/// The same, with 0 for x where a rectified line over y is not positive.
void blendWhere(const Scalar *x, const Scalar *y, Scalar *z, const LinearCombination &factors,
    const Affine &line, std::size_t count);

/// out = (pixel − offset) / divisor.
void pixelsToValues(
    const std::uint8_t *pixels, Scalar *out, Scalar offset, Scalar divisor, std::size_t count);

} // namespace convscope
