// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tensor/tensor.h"
#include <functional>
#include <numeric>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace convscope {

namespace {

constexpr std::size_t kLine = 64, kLargePage = std::size_t { 2 } << 20U;

std::size_t alignmentOf(std::size_t bytes)
{
    return bytes < 2 * kLargePage ? kLine : kLargePage;
}

std::size_t product(const std::vector<std::size_t> &dims)
{
    return std::accumulate(dims.begin(), dims.end(), std::size_t(1), std::multiplies<>());
}

} // namespace

void *allocateLines(std::size_t bytes)
{
    const std::size_t alignment = alignmentOf(bytes);
    const std::size_t size = (bytes + kLine + alignment - 1) / alignment * alignment;
    void *lines = ::operator new(size, std::align_val_t(alignment));
#ifdef __linux__
    if (alignment == kLargePage)
        madvise(lines, size, MADV_HUGEPAGE); // a request; refused or not, the memory serves
#endif
    return lines;
}

void freeLines(void *lines, std::size_t bytes) noexcept
{
    ::operator delete(lines, std::align_val_t(alignmentOf(bytes)));
}

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
