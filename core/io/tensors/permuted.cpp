// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensors/permuted.h"

namespace convscope {

Tensor permuted(const Tensor &tensor, std::span<const std::size_t> axes)
{
    const std::vector<std::size_t> &from = tensor.dims();
    const std::size_t count = from.size();
    assert(axes.size() == count);
    std::vector<std::size_t> steps(count, 1); // steps of the source's axes
    for (std::size_t i = count; i-- > 1;)
        steps[i - 1] = steps[i] * from[i];
    std::vector<std::size_t> dims(count), index(count, 0);
    for (std::size_t i = 0; i < count; ++i)
        dims[i] = from[axes[i]];
    Tensor result(dims);
    std::size_t at = 0;
    for (Scalar &value : result.values()) {
        value = tensor.values()[at];
        for (std::size_t i = count; i-- > 0;) { // count up, the last index first
            at += steps[axes[i]];
            if (++index[i] < dims[i])
                break;
            at -= steps[axes[i]] * dims[i];
            index[i] = 0;
        }
    }
    return result;
}

Tensor fromFortranOrder(const Tensor &tensor)
{
    // The same values are in C order for the dimensions turned round.
    const std::vector<std::size_t> turned(tensor.dims().rbegin(), tensor.dims().rend());
    std::vector<std::size_t> axes(turned.size());
    for (std::size_t i = 0; i < axes.size(); ++i)
        axes[i] = axes.size() - 1 - i;
    return permuted(Tensor(turned, tensor.values()), axes);
}

} // namespace convscope
