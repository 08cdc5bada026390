// SPDX-License-Identifier: GPL-3.0-or-later
// How a model runs: the order of its layers' calls, and which values need memory of their own. Used
// by Model alone.
#pragma once
#include "core/nn/layer_chain.h"

namespace convscope {

/// One call for one shard.
struct PlanStep {
    enum Op {
        CollectStatistics,
        Forward,
        Score,
        AddOthers,
        CollectBackwardStatistics,
        Backward
    } op;
    std::size_t layer = 0;
};
/// The steps that a shard goes through before all shards have to be there.
struct PlanStage {
    std::vector<PlanStep> steps;
    bool largeShards = false; ///< for layers that want many samples
};

/// Room for one value of every sample: a layer's output, or a gradient. A value that lives within
/// one stage only is kept by each worker for its shard alone and so stays in the worker's cache.
struct PlanSlot {
    std::size_t sampleSize = 0;
    bool wholeBatch = false;
};

struct ModelPlan {
    std::vector<PlanStage> inferring, forwards, training;
    std::vector<PlanSlot> slots; ///< 0 is the input
    std::vector<std::size_t> values; ///< slot of each layer's x, and last of the logits
    std::vector<std::size_t> gradients; ///< likewise, of d(loss) by it
    std::vector<std::vector<std::size_t>> otherGradients; ///< slots of d(loss) by Layer::others()
    /// Who reads a layer's output besides the next one: a layer, and which of its others() that is.
    struct User {
        std::size_t layer = 0, which = 0;
    };
    std::vector<std::vector<User>> users;
    std::vector<bool> taken; ///< whether the layer before does this one's work
};

/// With `keepOutputs` no layer works in place and every value is kept for the whole batch.
ModelPlan planModel(LayerChain &chain, bool keepOutputs);

} // namespace convscope
