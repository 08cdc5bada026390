// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshot: a run as it stood after one of its batches.
#pragma once
#include "core/train/loop/trainer.h"

namespace convscope {

struct Snapshot {
    std::int64_t batch = 0; ///< the last one that was trained; 0: none yet
    /// The state that Trainer::setState() takes, without the best model so far: that has its own
    /// file.
    std::vector<NamedTensor> tensors;
    std::map<std::string, std::string> metadata;
};

inline std::uint64_t bytesOf(const Snapshot &snapshot)
{
    std::uint64_t values = 0;
    for (const NamedTensor &tensor : snapshot.tensors)
        values += tensor.value.size();
    return values * sizeof(Scalar);
}

/// The run as it stands.
Snapshot takeSnapshot(const Trainer &trainer);

/// The weights of that checkpoint, of a model that is otherwise like `pattern`.
/// @throws Error when they are not such a model's.
TrainedModel weightsOf(const Snapshot &snapshot, const TrainedModel &pattern);

} // namespace convscope
