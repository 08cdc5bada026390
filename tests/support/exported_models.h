// SPDX-License-Identifier: GPL-3.0-or-later
// Networks to export, and their answers to images: every preset, and random ones over all kinds.
#pragma once
#include "core/train/setup/presets.h"
#include "tests/support/random_model.h"
#include <set>

namespace convscope::test {

struct NamedModel {
    std::string name;
    std::shared_ptr<const TrainedModel> model;
};

/// With starting weights, and statistics as a training would leave them.
inline NamedModel presetModel(const Preset &preset, Rng &rng)
{
    Model network(preset.config.model, rng.next());
    auto model = std::make_shared<TrainedModel>();
    model->spec = network.spec();
    for (int i = 0; i < network.classes(); ++i)
        model->classes.push_back("class " + std::to_string(i));
    model->preprocessing = preset.config.preprocessing;
    const Shape &in = model->spec.input;
    model->preprocessing.channels = in.c;
    model->preprocessing.height = in.h;
    model->preprocessing.width = in.w;
    if (model->preprocessing.normalization == Normalization::Standard) {
        model->preprocessing.mean.assign(std::size_t(in.c), 0.45);
        model->preprocessing.stddev.assign(std::size_t(in.c), 0.25);
    }
    model->parameters = network.parameterValues();
    for (NamedTensor &parameter : model->parameters)
        for (Scalar &value : parameter.value.values())
            if (parameter.name.ends_with("running_mean"))
                value = Scalar(0.2 * rng.normal());
            else if (parameter.name.ends_with("running_var"))
                value = Scalar(0.5 + rng.uniform());
    return { preset.name, model };
}

inline std::vector<NamedModel> presetModels()
{
    Rng rng(1);
    std::vector<NamedModel> models;
    for (const Preset &preset : presets())
        models.push_back(presetModel(preset, rng));
    return models;
}

/// Between them they have every registered kind of layer.
inline std::vector<NamedModel> randomModels(int count)
{
    Rng rng(7);
    std::vector<NamedModel> models;
    for (int i = 0; i < count; ++i)
        models.push_back({ "random" + std::to_string(i), randomModel(randomSpec(rng), rng) });
    return models;
}

inline std::set<std::string> kindsOf(const std::vector<NamedModel> &models)
{
    std::set<std::string> kinds;
    for (const NamedModel &one : models)
        for (const LayerSpec &layer : one.model->spec.layers)
            kinds.insert(layer.kind);
    return kinds;
}

/// Those that the first version had, for whose files and whose programs nothing may change.
inline std::set<std::string> firstKinds()
{
    return { "add", "avgpool", "batchnorm", "conv", "dense", "dropout", "flatten", "global_avgpool",
        "leaky_relu", "maxpool", "relu", "sigmoid", "tanh" };
}

inline std::set<std::string> registeredKinds()
{
    std::set<std::string> kinds;
    for (const LayerKind &info : layerKinds())
        kinds.insert(std::string(info.name));
    return kinds;
}

/// Between them they have every kind that the first version had, and no other.
inline std::vector<NamedModel> randomModelsOfFirstKinds(std::size_t count)
{
    const std::set<std::string> first = firstKinds();
    const auto isFirst = [&](const LayerSpec &layer) {
        return first.contains(layer.kind);
    };
    Rng rng(8);
    std::vector<NamedModel> models;
    while (models.size() < count) {
        const ModelSpec spec = randomSpec(rng);
        if (std::ranges::all_of(spec.layers, isFirst))
            models.push_back({ "first" + std::to_string(models.size()), randomModel(spec, rng) });
    }
    return models;
}

/// Images as the network gets them, and what it says: [N,C,H,W], [N,classes].
struct Answers {
    int count = 0;
    std::vector<float> inputs, logits, probabilities;
};

inline Answers answersOf(const TrainedModel &model, int count)
{
    Rng rng(3);
    ThreadPool pool(1);
    Model network(model.spec);
    network.setParameterValues(model.parameters);
    Answers answers { .count = count, .inputs = {}, .logits = {}, .probabilities = {} };
    Scalar *input = network.input(count);
    for (std::size_t i = 0; i < model.spec.input.size() * std::size_t(count); ++i) {
        input[i] = Scalar(rng.uniform());
        answers.inputs.push_back(input[i]);
    }
    network.forward(count, Mode::Infer, pool);
    answers.logits.assign(network.logits().begin(), network.logits().end());
    answers.probabilities.assign(network.probabilities().begin(), network.probabilities().end());
    return answers;
}

} // namespace convscope::test
