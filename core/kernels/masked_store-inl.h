// SPDX-License-Identifier: GPL-3.0-or-later
// loadFirst() and storeFirst() for the kernels of each target; see foreach_target.h.
#if defined(CONVSCOPE_MASKED_STORE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef CONVSCOPE_MASKED_STORE_INL_H
#undef CONVSCOPE_MASKED_STORE_INL_H
#else
#define CONVSCOPE_MASKED_STORE_INL_H
#endif

#include <array>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace convscope::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The lanes of `inside` from `from`, which may lie anywhere, and zeros. Highway's MaskedLoad()
/// wants the alignment of whole vectors on targets without such an instruction, where it fails;
/// this one reads up to a vector too far there, which a Buffer has room for.
template<class D>
HWY_INLINE hn::Vec<D> loadFirst(hn::Mask<D> inside, D d, const hn::TFromD<D> *from)
{
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
    return hn::MaskedLoad(inside, d, from);
#else
    return hn::IfThenElseZero(inside, hn::LoadU(d, from));
#endif
}

/// Stores the first `count` lanes and leaves alone what lies behind, which may be another thread's.
template<class D>
HWY_INLINE void storeFirst(D d, hn::Vec<D> v, hn::TFromD<D> *to, std::size_t count)
{
#if HWY_TARGET == HWY_AVX3
    hn::BlendedStore(v, hn::FirstN(d, count), d, to);
#else
    HWY_ALIGN std::array<hn::TFromD<D>, hn::MaxLanes(D())> lanes;
    hn::Store(v, d, lanes.data());
    for (std::size_t i = 0; i < count; ++i)
        to[i] = lanes[i];
#endif
}

} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
