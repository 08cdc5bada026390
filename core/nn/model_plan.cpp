// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/model_plan.h"
#include <algorithm>

namespace convscope {

namespace {

using Op = PlanStep::Op;

// A ReLU is left to a neighbour that can do its work too, where nobody else wants the values
// between them.
void giveRelusAway(LayerChain &chain, bool keepOutputs, ModelPlan &plan)
{
    const std::size_t count = chain.layers.size();
    plan.taken.assign(count, false);
    const auto isFree = [&](std::size_t relu) {
        return !keepOutputs && relu < count && chain.layers[relu]->isRelu() && !plan.taken[relu];
    };
    for (std::size_t i = 0; i < count; ++i) {
        const bool after = isFree(i + 1) && plan.users[i].empty();
        if (chain.layers[i]->takeReluAfter(after) && after)
            plan.taken[i + 1] = true;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const bool before = i > 0 && isFree(i - 1) && plan.users[i - 1].empty();
        if (chain.layers[i]->takeReluBefore(before) && before)
            plan.taken[i - 1] = true;
    }
}

// From the first layer that wants many samples on, and back again to it, shards are larger.
std::size_t firstOfMany(const LayerChain &chain)
{
    const auto first = std::ranges::find_if(
        chain.layers, [](const auto &layer) { return layer->wantsManySamples(); });
    return std::size_t(first - chain.layers.begin());
}

void addForwards(const LayerChain &chain, ModelPlan &plan)
{
    const std::size_t many = firstOfMany(chain);
    plan.inferring.assign(1, {});
    plan.forwards.assign(1, {});
    for (std::size_t i = 0; i < chain.layers.size(); ++i) {
        if (i == many && i > 0)
            plan.forwards.emplace_back();
        if (plan.taken[i])
            continue;
        plan.forwards.back().largeShards = i >= many;
        if (chain.layers[i]->needsWholeBatch()) {
            plan.forwards.back().steps.push_back({ Op::CollectStatistics, i });
            plan.forwards.emplace_back().largeShards = i >= many;
        }
        plan.forwards.back().steps.push_back({ Op::Forward, i });
        plan.inferring.back().steps.push_back({ Op::Forward, i });
    }
    plan.inferring.back().steps.push_back({ Op::Score });
    plan.forwards.back().steps.push_back({ Op::Score });
}

void addBackwards(const LayerChain &chain, ModelPlan &plan)
{
    const std::size_t many = firstOfMany(chain);
    plan.training = plan.forwards;
    for (std::size_t i = chain.layers.size(); i-- > 0;) {
        if (i + 1 == many && many < chain.layers.size())
            plan.training.emplace_back();
        auto *steps = &plan.training.back().steps;
        if (!plan.users[i].empty())
            steps->push_back({ Op::AddOthers, i });
        if (plan.taken[i])
            continue;
        if (chain.layers[i]->needsWholeBatch()) {
            steps->push_back({ Op::CollectBackwardStatistics, i });
            plan.training.emplace_back().largeShards = i >= many;
            steps = &plan.training.back().steps;
        }
        steps->push_back({ Op::Backward, i });
    }
}

std::size_t addSlot(ModelPlan &plan, std::size_t sampleSize)
{
    plan.slots.push_back({ sampleSize });
    return plan.slots.size() - 1;
}

// A layer that can work in place does so unless somebody still needs what lies there.
void addValues(const LayerChain &chain, bool keepOutputs, ModelPlan &plan)
{
    std::size_t last = addSlot(plan, chain.summaries.front().input.size());
    bool needed = true; // the value in the last slot is needed; the input must survive
    plan.values.push_back(last);
    for (std::size_t i = 0; i < chain.layers.size(); ++i) {
        const Layer &layer = *chain.layers[i];
        const InPlace inPlace = layer.inPlace();
        const bool could = inPlace == InPlace::Identity || plan.taken[i]
            || (inPlace == InPlace::Overwrites && !needed);
        const bool shares = could && !keepOutputs;
        if (!shares) {
            last = addSlot(plan, chain.summaries[i].output.size());
            needed = false;
        }
        needed = needed || layer.keepsOutput() || !plan.users[i].empty();
        plan.values.push_back(last);
    }
}

void addGradients(const LayerChain &chain, ModelPlan &plan)
{
    const std::size_t count = chain.layers.size();
    plan.gradients.assign(count + 1, 0);
    plan.gradients[count] = addSlot(plan, chain.summaries.back().output.size());
    for (std::size_t i = count; i-- > 0;)
        plan.gradients[i] = chain.layers[i]->gradientInPlace()
            ? plan.gradients[i + 1]
            : addSlot(plan, chain.summaries[i].input.size());
    plan.otherGradients.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        for (const int other : chain.others[i])
            plan.otherGradients[i].push_back(
                addSlot(plan, chain.summaries[std::size_t(other)].output.size()));
}

// The slots a step reads or writes.
std::vector<std::size_t> touched(const LayerChain &chain, const ModelPlan &plan, PlanStep step)
{
    const std::size_t i = step.layer;
    switch (step.op) {
    case Op::CollectStatistics:
        return { plan.values[i] };
    case Op::Forward: {
        std::vector<std::size_t> slots { plan.values[i], plan.values[i + 1] };
        for (const int other : chain.others[i])
            slots.push_back(plan.values[std::size_t(other) + 1]);
        return slots;
    }
    case Op::Score:
        return { plan.values.back(), plan.gradients.back() };
    case Op::AddOthers: {
        std::vector<std::size_t> slots { plan.gradients[i + 1] };
        for (const auto &[user, which] : plan.users[i])
            slots.push_back(plan.otherGradients[user][which]);
        return slots;
    }
    case Op::CollectBackwardStatistics:
        return { plan.values[i], plan.gradients[i + 1] };
    case Op::Backward: {
        std::vector<std::size_t> slots { plan.values[i], plan.values[i + 1], plan.gradients[i],
            plan.gradients[i + 1] };
        for (std::size_t which = 0; which < chain.others[i].size(); ++which) {
            slots.push_back(plan.values[std::size_t(chain.others[i][which]) + 1]);
            slots.push_back(plan.otherGradients[i][which]);
        }
        return slots;
    }
    }
    return {};
}

void findWholeBatches(const LayerChain &chain, bool keepOutputs, ModelPlan &plan)
{
    constexpr int kNone = -1;
    std::vector<int> stageOf(plan.slots.size(), kNone);
    for (int index = 0; index < int(plan.training.size()); ++index) {
        const PlanStage &stage = plan.training[std::size_t(index)];
        for (const PlanStep &step : stage.steps)
            for (const std::size_t slot : touched(chain, plan, step)) {
                // Large shards have no room in a worker's own memory.
                if (stage.largeShards || (stageOf[slot] != kNone && stageOf[slot] != index))
                    plan.slots[slot].wholeBatch = true;
                stageOf[slot] = index;
            }
    }
    const auto keep = [&](std::size_t slot) {
        plan.slots[slot].wholeBatch = true;
    };
    keep(plan.values.front());
    keep(plan.values.back());
    for (std::size_t i = 0; i < chain.layers.size(); ++i) {
        if (keepOutputs)
            keep(plan.values[i]);
        if (chain.layers[i]->tasksReadBatch()) {
            keep(plan.values[i]);
            keep(plan.gradients[i + 1]);
        }
    }
}

} // namespace

ModelPlan planModel(LayerChain &chain, bool keepOutputs)
{
    ModelPlan plan;
    plan.users.resize(chain.layers.size());
    for (std::size_t i = 0; i < chain.layers.size(); ++i)
        for (std::size_t which = 0; which < chain.others[i].size(); ++which)
            plan.users[std::size_t(chain.others[i][which])].push_back({ i, which });
    giveRelusAway(chain, keepOutputs, plan);
    addForwards(chain, plan);
    addBackwards(chain, plan);
    addValues(chain, keepOutputs, plan);
    addGradients(chain, plan);
    findWholeBatches(chain, keepOutputs, plan);
    return plan;
}

} // namespace convscope
