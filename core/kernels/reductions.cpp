// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/reductions.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/reductions.cpp"
#include "core/kernels/targets.h" // before Highway
#include <hwy/foreach_target.h>
// after foreach_target.h
#include "core/kernels/masked_store-inl.h"
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace convscope::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

namespace {

using D = hn::ScalableTag<Scalar>;
using V = hn::Vec<D>;

constexpr std::size_t kParts = 4; // sums side by side, to hide the latency of an addition

struct Two {
    V first, second;
};

// Adds up what `f` makes of each vector; behind the end f gets a mask of what is inside.
template<class F>
HWY_INLINE void accumulate(std::size_t count, const F &f, Scalar *first, Scalar *second)
{
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    V a[kParts], b[kParts]; // NOLINT(modernize-avoid-c-arrays): vectors without a fixed size
    for (std::size_t k = 0; k < kParts; ++k)
        a[k] = b[k] = hn::Zero(d);
    std::size_t i = 0;
    const auto all = hn::FirstN(d, lanes);
    for (; i + kParts * lanes <= count; i += kParts * lanes) {
        HWY_UNROLL(4)
        for (std::size_t k = 0; k < kParts; ++k) {
            const Two terms = f(i + k * lanes, all);
            a[k] = hn::Add(a[k], terms.first);
            b[k] = hn::Add(b[k], terms.second);
        }
    }
    for (; i < count; i += lanes) {
        const Two terms = f(i, hn::FirstN(d, count - i));
        a[0] = hn::Add(a[0], terms.first);
        b[0] = hn::Add(b[0], terms.second);
    }
    *first = hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(a[0], a[1]), hn::Add(a[2], a[3]))));
    *second = hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(b[0], b[1]), hn::Add(b[2], b[3]))));
}

void sumOnTarget(const Scalar *x, std::size_t count, Scalar *sum)
{
    const D d;
    Scalar unused;
    accumulate(
        count,
        [&](std::size_t i, auto inside) HWY_ATTR {
            return Two { loadFirst(inside, d, x + i), hn::Zero(d) };
        },
        sum, &unused);
}

void momentsOnTarget(
    const Scalar *x, Scalar origin, std::size_t count, Scalar *sum, Scalar *squares)
{
    const D d;
    const V from = hn::Set(d, origin);
    accumulate(
        count,
        [&](std::size_t i, auto inside) HWY_ATTR {
            const V v = hn::IfThenElseZero(inside, hn::Sub(loadFirst(inside, d, x + i), from));
            return Two { v, hn::Mul(v, v) };
        },
        sum, squares);
}

void productSumsOnTarget(const Scalar *dy, const Scalar *x, Scalar origin, const Affine &line,
    std::size_t count, Scalar *sum, Scalar *product)
{
    const D d;
    const V from = hn::Set(d, origin);
    const V scale = hn::Set(d, line.scale), offset = hn::Set(d, line.offset);
    accumulate(
        count,
        [&](std::size_t i, auto inside) HWY_ATTR {
            const V at = loadFirst(inside, d, x + i);
            V v = loadFirst(inside, d, dy + i);
            if (line.rectified)
                v = hn::IfThenElseZero(hn::Gt(hn::MulAdd(scale, at, offset), hn::Zero(d)), v);
            return Two { v, hn::Mul(v, hn::Sub(at, from)) };
        },
        sum, product);
}

} // namespace
} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace convscope {

HWY_EXPORT(sumOnTarget);
HWY_EXPORT(momentsOnTarget);
HWY_EXPORT(productSumsOnTarget);

Scalar sumOf(const Scalar *x, std::size_t count)
{
    Scalar sum = 0;
    HWY_DYNAMIC_DISPATCH(sumOnTarget)(x, count, &sum);
    return sum;
}

Moments momentsAround(const Scalar *x, Scalar origin, std::size_t count)
{
    Scalar sum = 0, squares = 0;
    HWY_DYNAMIC_DISPATCH(momentsOnTarget)(x, origin, count, &sum, &squares);
    return { .sum = double(sum), .squares = double(squares) };
}

ProductSums productSums(
    const Scalar *dy, const Scalar *x, Scalar origin, const Affine &line, std::size_t count)
{
    Scalar sum = 0, product = 0;
    HWY_DYNAMIC_DISPATCH(productSumsOnTarget)(dy, x, origin, line, count, &sum, &product);
    return { .sum = double(sum), .product = double(product) };
}

} // namespace convscope
#endif
