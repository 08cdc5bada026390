// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/model_memory.h"
#include <algorithm>

namespace convscope {

void ModelMemory::reserve(int batch, int shardSize)
{
    if (batch <= m_capacity && shardSize <= m_shardSize)
        return;
    m_capacity = std::max(m_capacity, batch);
    m_shardSize = std::max(m_shardSize, shardSize);
    reserveBatch();
}

void ModelMemory::reserveGradients()
{
    if (m_gradients)
        return;
    m_gradients = true;
    reserveBatch();
}

void ModelMemory::reserveBatch()
{
    m_own.clear();
    m_batch.resize(m_plan.slots.size());
    for (std::size_t slot = 0; slot < m_plan.slots.size(); ++slot)
        if (isRequested(slot) && m_plan.slots[slot].wholeBatch)
            m_batch[slot].resize(std::size_t(m_capacity) * m_plan.slots[slot].sampleSize);
}

void ModelMemory::reserveWorkers(int workers)
{
    while (m_own.size() < std::size_t(workers)) {
        std::vector<Buffer> &own = m_own.emplace_back(m_plan.slots.size());
        for (std::size_t slot = 0; slot < m_plan.slots.size(); ++slot)
            if (isRequested(slot) && !m_plan.slots[slot].wholeBatch)
                own[slot].resize(std::size_t(m_shardSize) * m_plan.slots[slot].sampleSize);
    }
}

} // namespace convscope
