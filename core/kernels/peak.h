// SPDX-License-Identifier: GPL-3.0-or-later
// The most that this processor can do: what a network's speed is measured against.
#pragma once
#include "core/base/threads/thread_pool.h"

namespace convscope {

/// Billions of additions and multiplications a second on all of the pool's threads: fused
/// multiply-adds (where the vector target has them) on values that never leave the registers.
/// Measures for `seconds` and a little more.
double peakGflops(ThreadPool &pool, double seconds);

} // namespace convscope
