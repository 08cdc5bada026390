// SPDX-License-Identifier: GPL-3.0-or-later
// Which vector instructions the kernels use on this processor.
#pragma once
#include <string>

namespace convscope {

/// "AVX3" (AVX-512), "AVX2", "SSE4", …: Highway's name of the best compiled target that runs here.
/// Results are reproducible to the bit on the same target; runs record it.
std::string simdTarget();

} // namespace convscope
