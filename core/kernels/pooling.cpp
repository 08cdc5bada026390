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
template<class D>
HWY_INLINE void poolRow(D d, const Scalar *top, const Scalar *bottom, Scalar *y, int count)
{
    const auto lanes = static_cast<int>(hn::Lanes(d));
    if constexpr (hn::MaxLanes(D()) > 1) {
        if (count < lanes) {
            poolRow(hn::Half<D>(), top, bottom, y, count);
            return;
        }
    }
    for (int next = 0; next < count; next += lanes) {
        const int j = std::min(next, count - lanes);
        hn::Vec<D> a, b, e, f;
        hn::LoadInterleaved2(d, top + 2 * j, a, b);
        hn::LoadInterleaved2(d, bottom + 2 * j, e, f);
        hn::StoreU(larger(d, larger(d, a, b), larger(d, e, f)), d, y + j);
    }
}

// What belongs to a window's row pair: x in, dx out.
struct RowPair {
    const Scalar *top, *bottom;
    Scalar *dTop, *dBottom;
};

template<class D>
HWY_INLINE void unpoolRow(D d, const RowPair &rows, const Scalar *y, const Scalar *dy, int count)
{
    const auto lanes = static_cast<int>(hn::Lanes(d));
    if constexpr (hn::MaxLanes(D()) > 1) {
        if (count < lanes) {
            unpoolRow(hn::Half<D>(), rows, y, dy, count);
            return;
        }
    }
    for (int next = 0; next < count; next += lanes) {
        const int j = std::min(next, count - lanes);
        hn::Vec<D> a, b, e, f;
        hn::LoadInterleaved2(d, rows.top + 2 * j, a, b);
        hn::LoadInterleaved2(d, rows.bottom + 2 * j, e, f);
        const auto largest = hn::LoadU(d, y + j);
        auto rest = hn::LoadU(d, dy + j); // what no cell has taken yet
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

void maxPoolByTwoOnTarget(const Scalar *x, int height, int width, Scalar *y)
{
    const int columns = width / 2;
    for (int i = 0; i + 2 <= height; i += 2, x += 2 * width, y += columns)
        poolRow(D(), x, x + width, y, columns);
}

void maxPoolByTwoGradientOnTarget(
    const Scalar *x, const Scalar *y, const Scalar *dy, int height, int width, Scalar *dx)
{
    const int columns = width / 2;
    for (int i = 0; i + 2 <= height; i += 2) {
        unpoolRow(D(), { x, x + width, dx, dx + width }, y, dy, columns);
        if (width % 2 == 1)
            dx[width - 1] = dx[2 * width - 1] = 0;
        x += 2 * width;
        dx += 2 * width;
        y += columns;
        dy += columns;
    }
    if (height % 2 == 1)
        std::fill_n(dx, width, Scalar(0));
}

} // namespace
} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace convscope {

HWY_EXPORT(maxPoolByTwoOnTarget);
HWY_EXPORT(maxPoolByTwoGradientOnTarget);

void maxPoolByTwo(const Scalar *x, int height, int width, Scalar *y)
{
    HWY_DYNAMIC_DISPATCH(maxPoolByTwoOnTarget)(x, height, width, y);
}

void maxPoolByTwoGradient(
    const Scalar *x, const Scalar *y, const Scalar *dy, int height, int width, Scalar *dx)
{
    HWY_DYNAMIC_DISPATCH(maxPoolByTwoGradientOnTarget)(x, y, dy, height, width, dx);
}

} // namespace convscope
#endif
