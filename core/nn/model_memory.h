// SPDX-License-Identifier: GPL-3.0-or-later
// ModelMemory: the values of a running model, as planned. Used by Model alone; workers ask for
// their own places at the same time.
#pragma once
#include "core/nn/model_plan.h"

namespace convscope {

class ModelMemory {
public:
    /// `plan` must outlive this.
    explicit ModelMemory(const ModelPlan &plan)
        : m_plan(plan)
    {
    }

    /// Makes room for batches of up to `batch` samples in shards of up to `shardSize`. Takes memory
    /// only when one of them has grown.
    void reserve(int batch, int shardSize);
    void reserveGradients();
    void reserveWorkers(int workers);

    /// The values of the first sample of the batch; null for what has no room for a whole batch.
    Scalar *batch(std::size_t slot) { return m_batch[slot].data(); }
    /// The values of the first sample of a shard that `worker` is at work on.
    Scalar *at(std::size_t slot, const BatchShard &shard, int worker)
    {
        if (!m_plan.slots[slot].wholeBatch)
            return m_own[std::size_t(worker)][slot].data();
        return batch(slot) + std::size_t(shard.begin) * m_plan.slots[slot].sampleSize;
    }
    bool hasGradients() const { return m_gradients; }
    int capacity() const { return m_capacity; } ///< samples there is room for

private:
    bool isRequested(std::size_t slot) const { return m_gradients || slot <= m_plan.values.back(); }
    void reserveBatch();

    const ModelPlan &m_plan;
    int m_capacity = 0, m_shardSize = 0;
    bool m_gradients = false;
    std::vector<Buffer> m_batch; // [slot]
    std::vector<std::vector<Buffer>> m_own; // [worker][slot]
};

} // namespace convscope
