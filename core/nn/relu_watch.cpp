// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/relu_watch.h"
#include "core/layer/shards.h"
#include <algorithm>

namespace convscope {

ReluWatch::ReluWatch(const std::vector<LayerSummary> &layers)
{
    constexpr int kEndless = 1 << 20; // samples, which are cut into as many shards as ever
    const auto shards = std::size_t(std::max(shardCount(kEndless), largeShardCount(kEndless)));
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const bool isRelu = layers[i].isRelu;
        m_reluOf.push_back(isRelu ? static_cast<int>(m_relus.size()) : -1);
        if (!isRelu)
            continue;
        m_relus.push_back({ i, layers[i].output, {} });
        m_relus.back().answers.resize(shards * m_relus.back().units());
    }
}

void ReluWatch::begin()
{
    for (Relu &relu : m_relus)
        std::ranges::fill(relu.answers, char(0));
}

void ReluWatch::forwarded(std::size_t layer, const Scalar *y, const BatchShard &shard)
{
    saw(layer, y, shard);
    for (std::size_t next = layer + 1; next < m_reluOf.size() && m_reluOf[next] >= 0; ++next)
        saw(next, y, shard);
}

void ReluWatch::saw(std::size_t layer, const Scalar *values, const BatchShard &shard)
{
    if (m_reluOf[layer] < 0)
        return;
    Relu &relu = m_relus[std::size_t(m_reluOf[layer])];
    const std::size_t size = relu.unitSize();
    char *answers = relu.answers.data() + std::size_t(shard.index) * relu.units();
    for (int sample = 0; sample < shard.size(); ++sample)
        for (std::size_t unit = 0; unit < relu.units(); ++unit, values += size)
            if (!answers[unit]) // as a rule a few values are looked at, then no more
                answers[unit] = std::any_of(
                    values, values + size, [](Scalar value) { return !(value <= Scalar(0)); });
}

std::vector<ReluWatch::Activity> ReluWatch::activity() const
{
    std::vector<Activity> activity;
    for (const Relu &relu : m_relus) {
        Activity own { relu.layer, relu.units(), 0 };
        for (std::size_t unit = 0; unit < own.units; ++unit) {
            bool answers = false;
            for (std::size_t i = unit; i < relu.answers.size(); i += own.units)
                answers = answers || relu.answers[i];
            own.dead += !answers;
        }
        activity.push_back(own);
    }
    return activity;
}

} // namespace convscope
