// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/tensor.h"
#include <functional>
#include <numeric>

namespace convscope {

namespace {
std::size_t product(const std::vector<std::size_t> &dims)
{
    return std::accumulate(dims.begin(), dims.end(), std::size_t(1), std::multiplies<>());
}
} // namespace

std::string toString(const Shape &shape)
{
    if (shape.h == 1 && shape.w == 1)
        return std::to_string(shape.c);
    return std::to_string(shape.c) + "×" + std::to_string(shape.h) + "×" + std::to_string(shape.w);
}

Tensor::Tensor(std::vector<std::size_t> dims, Scalar fill)
    : m_dims(std::move(dims))
    , m_values(product(m_dims), fill)
{
}

Tensor::Tensor(std::vector<std::size_t> dims, std::span<const Scalar> values)
    : m_dims(std::move(dims))
    , m_values(values.begin(), values.end())
{
    assert(product(m_dims) == m_values.size());
}

} // namespace convscope
