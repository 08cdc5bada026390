// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/pooling.h"
#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/pooling.cpp"
#include "core/kernels/targets.h" // before Highway
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace convscope::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

namespace {

template<class D>
HWY_INLINE hn::Vec<D> larger(D, hn::Vec<D> a, hn::Vec<D> b)
{
    return hn::IfThenElse(hn::Or(hn::Gt(b, a), hn::IsNaN(b)), b, a);
}

// Row pairs are pooled in whole vectors; the last one of a row overlaps the one before. Rows
// shorter than a vector take shorter vectors, down to single values.
template<bool Rectified, class D>
HWY_INLINE void poolRow(D d, const Scalar *top, const Scalar *bottom, Scalar *y, int count)
{
    const auto lanes = static_cast<int>(hn::Lanes(d));
    if constexpr (hn::MaxLanes(D()) > 1) {
        if (count < lanes) {
            poolRow<Rectified>(hn::Half<D>(), top, bottom, y, count);
            return;
        }
    }
    for (int next = 0; next < count; next += lanes) {
        const int j = std::min(next, count - lanes);
        hn::Vec<D> a, b, e, f;
        hn::LoadInterleaved2(d, top + 2 * j, a, b);
        hn::LoadInterleaved2(d, bottom + 2 * j, e, f);
        auto largest = larger(d, larger(d, a, b), larger(d, e, f));
        if (Rectified)
            largest = hn::IfThenElse(hn::Lt(largest, hn::Zero(d)), hn::Zero(d), largest);
        hn::StoreU(largest, d, y + j);
    }
}

// The pointers of a window's row pair: x in, dx out.
struct RowPair {
    const Scalar *top, *bottom;
    Scalar *dTop, *dBottom;
};

template<bool Rectified, class D>
HWY_INLINE void unpoolRow(D d, const RowPair &rows, const Scalar *y, const Scalar *dy, int count)
{
    const auto lanes = static_cast<int>(hn::Lanes(d));
    if constexpr (hn::MaxLanes(D()) > 1) {
        if (count < lanes) {
            unpoolRow<Rectified>(hn::Half<D>(), rows, y, dy, count);
            return;
        }
    }
    for (int next = 0; next < count; next += lanes) {
        const int j = std::min(next, count - lanes);
        hn::Vec<D> a, b, e, f;
        hn::LoadInterleaved2(d, rows.top + 2 * j, a, b);
        hn::LoadInterleaved2(d, rows.bottom + 2 * j, e, f);
        const auto largest = hn::LoadU(d, y + j);
        auto rest = hn::LoadU(d, dy + j); // the gradient that no cell has taken yet
        if (Rectified)
            rest = hn::IfThenZeroElse(hn::Le(largest, hn::Zero(d)), rest);
        const auto take = [&](hn::Vec<D> cell) HWY_ATTR {
            const auto won = hn::Eq(cell, largest);
            const auto taken = hn::IfThenElseZero(won, rest);
            rest = hn::IfThenZeroElse(won, rest);
            return taken;
        };
        const auto da = take(a), db = take(b), de = take(e);
        hn::StoreInterleaved2(da, db, d, rows.dTop + 2 * j);
        hn::StoreInterleaved2(de, rest, d, rows.dBottom + 2 * j); // the last one, or no number
    }
}

using D = hn::ScalableTag<Scalar>;

void maxPoolByTwoOnTarget(const Scalar *x, const PoolShape &shape, Scalar *y)
{
    const int columns = shape.width / 2;
    for (int i = 0; i + 2 <= shape.height; i += 2, x += 2 * shape.width, y += columns) {
        if (shape.rectified)
            poolRow<true>(D(), x, x + shape.width, y, columns);
        else
            poolRow<false>(D(), x, x + shape.width, y, columns);
    }
}

void maxPoolByTwoGradientOnTarget(
    const Scalar *x, const Scalar *y, const Scalar *dy, const PoolShape &shape, Scalar *dx)
{
    const int width = shape.width, columns = width / 2;
    for (int i = 0; i + 2 <= shape.height; i += 2) {
        const RowPair rows { x, x + width, dx, dx + width };
        if (shape.rectified)
            unpoolRow<true>(D(), rows, y, dy, columns);
        else
            unpoolRow<false>(D(), rows, y, dy, columns);
        if (width % 2 == 1)
            dx[width - 1] = dx[2 * width - 1] = 0;
        x += 2 * width;
        dx += 2 * width;
        y += columns;
        dy += columns;
    }
    if (shape.height % 2 == 1)
        std::fill_n(dx, width, Scalar(0));
}

} // namespace
} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace convscope {

HWY_EXPORT(maxPoolByTwoOnTarget);
HWY_EXPORT(maxPoolByTwoGradientOnTarget);

void maxPoolByTwo(const Scalar *x, const PoolShape &shape, Scalar *y)
{
    HWY_DYNAMIC_DISPATCH(maxPoolByTwoOnTarget)(x, shape, y);
}

void maxPoolByTwoGradient(
    const Scalar *x, const Scalar *y, const Scalar *dy, const PoolShape &shape, Scalar *dx)
{
    HWY_DYNAMIC_DISPATCH(maxPoolByTwoGradientOnTarget)(x, y, dy, shape, dx);
}

} // namespace convscope
#endif
