// SPDX-License-Identifier: GPL-3.0-or-later
// parallelFor: many independent pieces of work on several threads, with progress and cancelling.
#pragma once
#include "core/base/progress.h"

namespace convscope {

/// Calls task(i) once for each i in [0, count), on `threads` threads (0: all cores), in any order.
/// `progress` is called from the calling thread about 20 times a second and at the end. The first
/// exception of a task is thrown again here after all threads have stopped. @throws Cancelled.
void parallelFor(std::size_t count, int threads, const Progress &progress,
    const std::function<void(std::size_t)> &task);

} // namespace convscope
