// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/shifted_plane.h"
#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/shifted_plane.cpp"
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

// The part of each row that comes from the image, as whole vectors and a rest.
struct RowCut {
    int first, last; // columns of the plane
};

// Rows are written from the first to the last in whole vectors: what one writes too much, the next
// puts right.
HWY_INLINE void fillZeros(Scalar *to, int count)
{
    const D d;
    const auto lanes = static_cast<int>(hn::Lanes(d));
    for (int j = 0; j < count; j += lanes)
        hn::StoreU(hn::Zero(d), d, to + j);
}

template<bool Inner> // no zeros on either side
HWY_INLINE void copyRows(const ShiftedPlane &p, const RowCut &cut)
{
    const D d;
    const auto lanes = static_cast<int>(hn::Lanes(d));
    const int count = cut.last - cut.first;
    const int whole = count / lanes * lanes;
    // Behind the image may lie what another thread is writing.
    const auto rest = hn::FirstN(d, static_cast<std::size_t>(count - whole));
    Scalar *to = p.to;
    const Scalar *from
        = p.from + std::ptrdiff_t(p.top) * p.width + p.left + cut.first * p.columnStep;
    for (int r = 0, i = p.top; r < p.rows;
         ++r, i += p.rowStep, to += p.columns, from += std::ptrdiff_t(p.rowStep) * p.width) {
        if (i < 0 || i >= p.height) {
            fillZeros(to, p.columns);
            continue;
        }
        if (!Inner)
            fillZeros(to, cut.first);
        Scalar *inside = to + cut.first;
        if (p.columnStep == 1) {
            for (int j = 0; j < whole; j += lanes)
                hn::StoreU(hn::LoadU(d, from + j), d, inside + j);
            if (whole < count)
                hn::StoreU(loadFirst(rest, d, from + whole), d, inside + whole);
        } else {
            for (int j = 0; j < count; ++j)
                inside[j] = from[j * p.columnStep];
        }
        if (!Inner)
            fillZeros(to + cut.last, p.columns - cut.last);
    }
}

void copyShiftedOnTarget(const ShiftedPlane &p)
{
    const auto rounded = [&](int cells) HWY_ATTR {
        return (cells + p.columnStep - 1) / p.columnStep;
    };
    const int first = p.left >= 0 ? 0 : std::min(rounded(-p.left), p.columns);
    const int last = std::clamp(rounded(std::max(p.width - p.left, 0)), first, p.columns);
    if (first == 0 && last == p.columns)
        copyRows<true>(p, { first, last });
    else
        copyRows<false>(p, { first, last });
}

} // namespace
} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace convscope {

HWY_EXPORT(copyShiftedOnTarget);

void copyShifted(const ShiftedPlane &plane)
{
    HWY_DYNAMIC_DISPATCH(copyShiftedOnTarget)(plane);
}

} // namespace convscope
#endif
