// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/history/snapshot.h"
#include "core/base/error.h"
#include "core/nn/model.h"
#include "core/train/loop/trainer_state.h"

namespace convscope {

namespace {
constexpr std::string_view kModel = "model.", kBest = "best.";
}

Snapshot takeSnapshot(const Trainer &trainer)
{
    Snapshot snapshot { .batch = trainer.batchesDone(), .tensors = {}, .metadata = {} };
    snapshot.tensors = trainer.state(snapshot.metadata);
    std::erase_if(
        snapshot.tensors, [](const NamedTensor &tensor) { return tensor.name.starts_with(kBest); });
    return snapshot;
}

TrainedModel weightsOf(const Snapshot &snapshot, const TrainedModel &pattern)
{
    std::vector<NamedTensor> weights;
    for (const NamedTensor &tensor : snapshot.tensors)
        if (tensor.name.starts_with(kModel))
            weights.push_back({ tensor.name.substr(kModel.size()), tensor.value });
    Model network(pattern.spec);
    network.setParameterValues(weights);
    const auto position = snapshot.metadata.find("position");
    if (position == snapshot.metadata.end())
        throw Error("the snapshot does not say where in the run it was taken");
    TrainedModel model { .spec = pattern.spec,
        .classes = pattern.classes,
        .preprocessing = pattern.preprocessing,
        .parameters = network.parameterValues(), // in layer order, whatever the file's
        .batch = snapshot.batch,
        .epoch = positionFromText(position->second).epoch };
    return model;
}

} // namespace convscope
