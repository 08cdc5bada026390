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

// Rows are written from the first to the last in whole vectors: what one writes too much, the next
// puts right.
HWY_INLINE void fillZeros(Scalar *to, int count)
{
    const D d;
    const auto lanes = static_cast<int>(hn::Lanes(d));
    for (int j = 0; j < count; j += lanes)
        hn::StoreU(hn::Zero(d), d, to + j);
}

HWY_INLINE void copyRow(const Scalar *from, Scalar *to, int count)
{
    const D d;
    const auto lanes = static_cast<int>(hn::Lanes(d));
    int j = 0;
    for (; j + lanes <= count; j += lanes)
        hn::StoreU(hn::LoadU(d, from + j), d, to + j);
    // Behind the picture may lie what another thread is writing.
    if (j < count)
        hn::StoreU(
            loadFirst(hn::FirstN(d, static_cast<std::size_t>(count - j)), d, from + j), d, to + j);
}

void copyShiftedOnTarget(const ShiftedPlane &p)
{
    const int first
        = p.left >= 0 ? 0 : std::min((-p.left + p.columnStep - 1) / p.columnStep, p.columns);
    const int last
        = std::clamp((p.width - p.left + p.columnStep - 1) / p.columnStep, first, p.columns);
    Scalar *to = p.to;
    for (int r = 0; r < p.rows; ++r, to += p.columns) {
        const int i = r * p.rowStep + p.top;
        if (i < 0 || i >= p.height) {
            fillZeros(to, p.columns);
            continue;
        }
        const Scalar *from = p.from + std::ptrdiff_t(i) * p.width + p.left;
        fillZeros(to, first);
        if (p.columnStep == 1) {
            copyRow(from + first, to + first, last - first);
        } else {
            for (int j = first; j < last; ++j)
                to[j] = from[j * p.columnStep];
        }
        fillZeros(to + last, p.columns - last);
    }
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
