// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/layer_chain.h"
#include "core/base/error.h"
#include "core/nn/layer_registry.h"
#include <set>

namespace convscope {

namespace {

void checkInput(const Shape &input)
{
    constexpr int kMostChannels = 4096, kLongestSide = 4096;
    const auto within = [](int value, int most) {
        return value >= 1 && value <= most;
    };
    if (!within(input.c, kMostChannels) || !within(input.h, kLongestSide)
        || !within(input.w, kLongestSide))
        throw Error("the model's input is " + toString(input)
            + "; channels, height and width must each be from 1 to 4096");
}

} // namespace

LayerChain buildLayers(const ModelSpec &spec)
{
    checkInput(spec.input);
    if (spec.layers.empty())
        throw Error("the model has no layers; add at least one dense layer");
    LayerChain chain;
    std::set<std::string> names;
    Shape shape = spec.input;
    for (std::size_t i = 0; i < spec.layers.size(); ++i) {
        const LayerSpec &layer = spec.layers[i];
        try {
            if (!names.insert(layer.name).second)
                throw Error("another layer has this name already");
            const LayerInfo &info = layerInfo(layer.kind);
            chain.layers.push_back(info.create(completeOptions(info, layer.options)));
            const Shape out = chain.layers.back()->build(shape);
            std::size_t parameters = 0;
            for (const Parameter &parameter : chain.layers.back()->parameters())
                parameters += parameter.value.size();
            chain.summaries.push_back({ layer.name, layer.kind, shape, out, parameters,
                chain.layers.back()->multiplyAdds() });
            shape = out;
        } catch (const Error &error) {
            throw Error(
                "layer " + std::to_string(i + 1) + " (" + layer.name + "): " + error.what());
        }
    }
    return chain;
}

std::vector<LayerSummary> inferShapes(const ModelSpec &spec)
{
    return buildLayers(withNames(spec)).summaries;
}

} // namespace convscope
