// SPDX-License-Identifier: GPL-3.0-or-later
// Random networks over every registered layer kind, ready to run, for tests that must hold for all.
#pragma once
#include "core/base/error.h"
#include "core/nn/model.h"
#include "core/train/setup/trained_model.h"
#include "tests/support/random_options.h"

namespace convscope::test {

/// A random layer of any kind. Free text can only be the name of an earlier layer.
inline LayerSpec randomLayer(Rng &rng, const std::vector<LayerSummary> &earlier)
{
    const auto registry = layerKinds();
    const LayerKind &info = registry[rng.below(std::uint32_t(registry.size()))];
    LayerSpec layer { std::string(info.name), {}, randomOptions(info, rng) };
    for (const Field &option : info.options) {
        const auto anyEarlier = [&] {
            return earlier[rng.below(std::uint32_t(earlier.size()))].name;
        };
        if (option.type == Field::Type::Layer && !earlier.empty())
            layer.options[option.name] = anyEarlier();
        if (option.type == Field::Type::Layers && !earlier.empty())
            layer.options[option.name] = std::vector<std::string> { anyEarlier(), anyEarlier() };
        if (rng.below(4) == 0)
            layer.options.erase(option.name); // the default
    }
    return layer;
}

inline bool fits(const ModelSpec &spec)
{
    try {
        inferShapes(spec);
    } catch (const Error &) {
        return false;
    }
    return true;
}

/// A network that fits, of up to seven layers, the last one dense, for images of up to 12 × 12.
inline ModelSpec randomSpec(Rng &rng)
{
    ModelSpec spec;
    spec.input = { rng.below(2) == 0 ? 1 : 3, between(rng, 4, 12), between(rng, 4, 12) };
    const int requested = between(rng, 2, 6);
    for (int tries = 0; tries < 40 && int(spec.layers.size()) < requested; ++tries) {
        spec.layers.push_back(randomLayer(
            rng, spec.layers.empty() ? std::vector<LayerSummary>() : inferShapes(spec)));
        if (!fits(spec))
            spec.layers.pop_back();
    }
    spec.layers.push_back({ "dense", {}, { { "units", std::uint64_t(between(rng, 2, 5)) } } });
    return withNames(spec);
}

/// Nothing in it has a starting value: every parameter and statistic is drawn.
inline std::shared_ptr<const TrainedModel> randomModel(const ModelSpec &spec, Rng &rng)
{
    Model network(spec, rng.next());
    auto model = std::make_shared<TrainedModel>();
    model->spec = network.spec();
    for (int i = 0; i < network.classes(); ++i)
        model->classes.push_back("class " + std::to_string(i));
    model->preprocessing.channels = spec.input.c;
    model->preprocessing.height = spec.input.h;
    model->preprocessing.width = spec.input.w;
    model->preprocessing.normalization = Normalization::Unit;
    model->parameters = network.parameterValues();
    for (NamedTensor &parameter : model->parameters) {
        const bool isVariance = parameter.name.ends_with("running_var");
        for (Scalar &value : parameter.value.values()) {
            const double drawn = rng.uniform();
            value = Scalar(isVariance ? 0.5 + drawn : (drawn - 0.5) * 0.8);
        }
    }
    model->batch = 7;
    model->epoch = 1;
    return model;
}

} // namespace convscope::test
