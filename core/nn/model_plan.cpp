// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/model_plan.h"

namespace convscope {

namespace {

using Op = PlanStep::Op;

void addStages(const LayerChain &chain, ModelPlan &plan)
{
    const std::size_t count = chain.layers.size();
    plan.inferring.assign(1, {});
    plan.forwards.assign(1, {});
    for (std::size_t i = 0; i < count; ++i) {
        if (chain.layers[i]->needsWholeBatch()) {
            plan.forwards.back().push_back({ Op::Gather, i });
            plan.forwards.emplace_back();
        }
        plan.forwards.back().push_back({ Op::Forward, i });
        plan.inferring.back().push_back({ Op::Forward, i });
    }
    plan.inferring.back().push_back({ Op::Score });
    plan.forwards.back().push_back({ Op::Score });
    plan.training = plan.forwards;
    for (std::size_t i = count; i-- > 0;) {
        if (!plan.users[i].empty())
            plan.training.back().push_back({ Op::AddOthers, i });
        if (chain.layers[i]->needsWholeBatch()) {
            plan.training.back().push_back({ Op::GatherBackward, i });
            plan.training.emplace_back();
        }
        plan.training.back().push_back({ Op::Backward, i });
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
    bool needed = true; // what lies in the last slot; the input must survive
    plan.values.push_back(last);
    for (std::size_t i = 0; i < chain.layers.size(); ++i) {
        const Layer &layer = *chain.layers[i];
        const InPlace inPlace = layer.inPlace();
        const bool shares = !keepOutputs
            && (inPlace == InPlace::Identity || (inPlace == InPlace::Overwrites && !needed));
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
    plan.otherGradients.assign(count, 0);
    for (std::size_t i = 0; i < count; ++i)
        if (chain.others[i] >= 0)
            plan.otherGradients[i] = addSlot(plan, chain.summaries[i].output.size());
}

// The slots a step reads or writes.
std::vector<std::size_t> touched(const LayerChain &chain, const ModelPlan &plan, PlanStep step)
{
    const std::size_t i = step.layer;
    switch (step.op) {
    case Op::Gather:
        return { plan.values[i] };
    case Op::Forward:
        if (chain.others[i] >= 0)
            return { plan.values[i], plan.values[i + 1],
                plan.values[std::size_t(chain.others[i]) + 1] };
        return { plan.values[i], plan.values[i + 1] };
    case Op::Score:
        return { plan.values.back(), plan.gradients.back() };
    case Op::AddOthers: {
        std::vector<std::size_t> slots { plan.gradients[i + 1] };
        for (const std::size_t user : plan.users[i])
            slots.push_back(plan.otherGradients[user]);
        return slots;
    }
    case Op::GatherBackward:
        return { plan.values[i], plan.gradients[i + 1] };
    case Op::Backward: {
        std::vector<std::size_t> slots { plan.values[i], plan.values[i + 1], plan.gradients[i],
            plan.gradients[i + 1] };
        if (chain.others[i] >= 0)
            slots.push_back(plan.otherGradients[i]);
        return slots;
    }
    }
    return {};
}

void findWholeBatches(const LayerChain &chain, bool keepOutputs, ModelPlan &plan)
{
    constexpr int kNone = -1;
    std::vector<int> stageOf(plan.slots.size(), kNone);
    for (int stage = 0; stage < int(plan.training.size()); ++stage)
        for (const PlanStep &step : plan.training[std::size_t(stage)])
            for (const std::size_t slot : touched(chain, plan, step)) {
                if (stageOf[slot] != kNone && stageOf[slot] != stage)
                    plan.slots[slot].wholeBatch = true;
                stageOf[slot] = stage;
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

ModelPlan planModel(const LayerChain &chain, bool keepOutputs)
{
    ModelPlan plan;
    plan.users.resize(chain.layers.size());
    for (std::size_t i = 0; i < chain.layers.size(); ++i)
        if (chain.others[i] >= 0)
            plan.users[std::size_t(chain.others[i])].push_back(i);
    addStages(chain, plan);
    addValues(chain, keepOutputs, plan);
    addGradients(chain, plan);
    findWholeBatches(chain, keepOutputs, plan);
    return plan;
}

} // namespace convscope
