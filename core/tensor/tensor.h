// SPDX-License-Identifier: GPL-3.0-or-later
// Shape and Tensor: plain values, used by every part of the engine. No shared state.
#pragma once
#include <cassert>
#include <cstddef>
#include <initializer_list>
#include <new>
#include <span>
#include <string>
#include <vector>

namespace convscope {

/// float in the program; the networks are also built with double to check gradients sharply.
#ifdef CONVSCOPE_SCALAR
using Scalar = CONVSCOPE_SCALAR;
#else
using Scalar = float;
#endif

/// One sample: channels, height, width. Flat data is (n, 1, 1).
struct Shape {
    int c = 0, h = 0, w = 0;
    constexpr std::size_t area() const { return std::size_t(h) * std::size_t(w); }
    constexpr std::size_t size() const { return std::size_t(c) * area(); }
    friend constexpr bool operator==(const Shape &, const Shape &) = default;
};

/// "3×32×32", or "10" for flat data.
std::string toString(const Shape &shape);

/// On a cache-line boundary, with one more line behind: kernels may load a whole vector across the
/// end (they never store there). Many megabytes are asked for in large pages, which the processor
/// finds its way in faster.
void *allocateLines(std::size_t bytes);
void freeLines(void *lines, std::size_t bytes) noexcept; ///< as many as were asked for

/// Allocates by allocateLines().
template<typename T>
struct AlignedAllocator {
    using value_type = T;
    AlignedAllocator() = default;
    template<typename U>
    AlignedAllocator(const AlignedAllocator<U> &) // NOLINT(google-explicit-constructor)
    {
    }
    T *allocate(std::size_t n) { return static_cast<T *>(allocateLines(n * sizeof(T))); }
    void deallocate(T *p, std::size_t n) { freeLines(p, n * sizeof(T)); }
    friend bool operator==(const AlignedAllocator &, const AlignedAllocator &) { return true; }
};

using Buffer = std::vector<Scalar, AlignedAllocator<Scalar>>;

/// Contiguous row-major values with their dimensions: [N,C,H,W] for a batch, [out,in,kh,kw] for a
/// convolution's weights, [out,in] for a dense layer's, [out] for a bias. Value semantics.
class Tensor {
public:
    Tensor() = default;
    explicit Tensor(std::vector<std::size_t> dims, Scalar fill = 0);
    Tensor(std::vector<std::size_t> dims, std::span<const Scalar> values);

    const std::vector<std::size_t> &dims() const { return m_dims; }
    std::size_t size() const { return m_values.size(); }
    std::span<Scalar> values() { return m_values; }
    std::span<const Scalar> values() const { return m_values; }
    Scalar *data() { return m_values.data(); }
    const Scalar *data() const { return m_values.data(); }
    friend bool operator==(const Tensor &, const Tensor &) = default;

private:
    std::vector<std::size_t> m_dims;
    Buffer m_values;
};

/// A tensor as it goes into and comes out of weight files.
struct NamedTensor {
    std::string name;
    Tensor value;
    friend bool operator==(const NamedTensor &, const NamedTensor &) = default;
};

} // namespace convscope
