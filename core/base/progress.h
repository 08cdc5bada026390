// SPDX-License-Identifier: GPL-3.0-or-later
// How long operations in the core tell how far they are, and learn that they are to stop.
#pragma once
#include <cstddef>
#include <functional>

namespace convscope {

/// Called from the thread that called the operation, with what is done of `total` (0: not known
/// yet). Returning false cancels: the operation throws Cancelled and leaves nothing behind.
using Progress = std::function<bool(std::size_t done, std::size_t total)>;

/// For callers that neither watch nor cancel.
inline bool noProgress(std::size_t, std::size_t)
{
    return true;
}

} // namespace convscope
