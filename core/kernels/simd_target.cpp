// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernels/simd_target.h"
#include <array>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/kernels/simd_target.cpp"
#include "core/kernels/targets.h" // before Highway
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace convscope::HWY_NAMESPACE {
namespace {
const char *nameOfTarget()
{
    return hwy::TargetName(HWY_TARGET);
}
} // namespace
} // namespace convscope::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace convscope {

HWY_EXPORT(nameOfTarget);

std::string simdTarget()
{
    return HWY_DYNAMIC_DISPATCH(nameOfTarget)();
}

} // namespace convscope
#endif
