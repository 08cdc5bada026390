// SPDX-License-Identifier: GPL-3.0-or-later
// Processor time of the calling thread: what its work costs, however busy the machine is.
#pragma once
#include <ctime>

namespace convscope {

inline double threadSeconds()
{
    timespec now {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

} // namespace convscope
