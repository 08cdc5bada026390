// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace convscope {

inline constexpr int kMaxThreads = 1024; ///< that anybody can want; a number in a file may be any

} // namespace convscope
