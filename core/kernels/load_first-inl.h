// SPDX-License-Identifier: GPL-3.0-or-later
// The beginning of a vector from anywhere in memory. Highway's MaskedLoad() wants whole vectors'
// alignment on the targets that have no such instruction, and faults without it.
// Compiled once a target, hence the guard that toggles in place of `#pragma once`.
#if defined(CONVSCOPE_LOAD_FIRST_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef CONVSCOPE_LOAD_FIRST_INL_H
#undef CONVSCOPE_LOAD_FIRST_INL_H
#else
#define CONVSCOPE_LOAD_FIRST_INL_H
#endif
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace convscope::HWY_NAMESPACE {

/// The lanes of `inside` from `from`, the others zero. Without masked loads it reads up to a vector
/// further, which a Buffer has room for.
template<class D>
HWY_INLINE hwy::HWY_NAMESPACE::Vec<D> loadFirst(
    hwy::HWY_NAMESPACE::Mask<D> inside, D d, const hwy::HWY_NAMESPACE::TFromD<D> *from)
{
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3
    return hwy::HWY_NAMESPACE::MaskedLoad(inside, d, from);
#else
    return hwy::HWY_NAMESPACE::IfThenElseZero(inside, hwy::HWY_NAMESPACE::LoadU(d, from));
#endif
}

} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
