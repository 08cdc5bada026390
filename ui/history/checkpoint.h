// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoint: where in a run one looks. Plain data.
#pragma once
#include <cstdint>

namespace convscope {

struct Checkpoint {
    std::int64_t requested = 0; ///< the batch after which
    std::int64_t shown
        = 0; ///< the batch whose weights are on screen; as requested, sooner or later
    bool isOnTheWay = false; ///< the requested one is being computed
    double share = 0; ///< how much of it is computed, from 0 to 1
};

} // namespace convscope
