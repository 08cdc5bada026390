// SPDX-License-Identifier: GPL-3.0-or-later
// How a batch is cut into shards. Pure functions of the batch size: the number of threads must not
// matter to the order of any sum.
#pragma once
#include "core/layer/layer.h"
#include <algorithm>

namespace convscope {

/// Depends on the batch size alone; see BatchShard. Shards of four samples share the reading of
/// weights and still give small batches enough parts for a few threads.
inline int shardCount(int batch)
{
    constexpr int kSamples = 4, kFew = 8, kMax = 16;
    return std::min({ std::max((batch + kSamples - 1) / kSamples, std::min(batch, kFew)), kMax });
}

/// For layers that want many samples.
inline int largeShardCount(int batch)
{
    constexpr int kSamples = 8, kMax = 8;
    return std::clamp(batch / kSamples, 1, kMax);
}

inline BatchShard shardAt(int index, int shards, int batch)
{
    const auto bound = [&](int i) {
        return static_cast<int>(std::int64_t(i) * batch / shards);
    };
    return { index, bound(index), bound(index + 1), shards };
}

inline int largestShard(int batch)
{
    int largest = 0;
    for (int size = 1; size <= batch; ++size)
        largest = std::max(largest, (size + shardCount(size) - 1) / shardCount(size));
    return largest;
}

} // namespace convscope
