// SPDX-License-Identifier: GPL-3.0-or-later
// Tensors with their axes in another order. Pure functions.
#pragma once
#include "core/tensor/tensor.h"

namespace convscope {

/// Axis i of the result is axis axes[i] of `tensor`; as numpy.transpose.
Tensor permuted(const Tensor &tensor, std::span<const std::size_t> axes);

/// `tensor` holds its values in Fortran order, the first index moving fastest, for the dimensions
/// it has; the result has them as every tensor here.
Tensor fromFortranOrder(const Tensor &tensor);

} // namespace convscope
