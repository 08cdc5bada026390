// SPDX-License-Identifier: GPL-3.0-or-later
// Which of Highway's targets the kernels are compiled for. Include before any of Highway's headers.
#pragma once

// SSSE3 and AVX3_DL bring these kernels nothing over their neighbours; the scalable vectors of SVE
// and RISC-V cannot be kept in arrays, as the register tiles want. With double, which only checks
// gradients, two targets are enough.
#ifdef CONVSCOPE_SCALAR
#define CONVSCOPE_SPARED_TARGETS (HWY_SSE4 | HWY_AVX3)
#else
#define CONVSCOPE_SPARED_TARGETS 0
#endif
#define HWY_DISABLED_TARGETS                                                                       \
    (HWY_SSSE3 | HWY_AVX3_DL | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV           \
        | CONVSCOPE_SPARED_TARGETS)
