// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which an epoch visits the training images. Pure function.
#pragma once
#include "core/base/rng.h"
#include <numeric>
#include <vector>

namespace convscope {

/// Depends on the seed and the epoch alone, so that a resumed run needs no history.
inline std::vector<std::uint32_t> epochOrder(
    std::size_t images, std::uint64_t seed, int epoch, bool shuffle)
{
    constexpr std::uint64_t kFirstStream = 1U << 20U; // away from the layers' streams
    std::vector<std::uint32_t> order(images);
    std::iota(order.begin(), order.end(), 0U);
    if (shuffle) {
        Rng rng(seed, kFirstStream + std::uint64_t(epoch));
        rng.shuffle(std::span(order));
    }
    return order;
}

} // namespace convscope
