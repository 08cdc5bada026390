// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/explain/explain_gradient.h"
#include "core/base/error.h"
#include "core/kinds/kinds.h"

namespace convscope {

namespace {

/// The factors that a layer's maps are multiplied by, one a map.
std::vector<Scalar> factorsOf(const FeatureMaps &maps, const LayerMaps &layer)
{
    std::vector<Scalar> factors(std::size_t(layer.shape.c), 1); // a map's last factor counts
    for (const ChannelScale &one : maps.factors)
        if (one.layer == layer.name && one.map >= 0 && one.map < layer.shape.c)
            factors[std::size_t(one.map)] = Scalar(one.factor);
    return factors;
}

/// A layer as its own backward pass knows it: what it gave, before its maps were multiplied, and
/// the gradients behind that.
struct BehindLayer {
    BehindLayer(const FeatureMaps &maps, std::size_t layer)
        : outputs(maps.layers[layer].values)
        , gradients(maps.layers[layer].gradients)
    {
        const std::vector<Scalar> factors = factorsOf(maps, maps.layers[layer]);
        const std::size_t area = maps.layers[layer].shape.area();
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const Scalar factor = factors[i / area];
            gradients[i] *= factor;
            outputs[i] = factor == 0 ? outputs[i] : outputs[i] / factor; // 0 cannot be undone
        }
    }
    std::vector<Scalar> outputs, gradients;
};

} // namespace

bool GradientExplanation::agrees() const
{
    return agreeToRounding(value, stored, magnitude);
}

GradientExplanation explainGradient(
    const ValueExplainer &explainer, const FeatureMaps &maps, int layer, const ValuePlace &place)
{
    explainer.check(maps, layer, place);
    const auto count = explainer.spec().layers.size();
    if (layer + 1 >= int(count))
        throw Error("the gradient of the last layer is 1 or 0 by itself; choose a layer before it");
    const LayerMaps &value = layer < 0 ? maps.input : maps.layers[std::size_t(layer)];
    if (value.gradients.empty())
        throw Error("these feature maps have no gradients; choose a class whose score they are of");
    GradientExplanation result;
    result.stored = double(value.gradients[indexOf(value.shape, place)]);
    const ValueSources sources = explainer.sources(*maps.model, maps);
    const auto add = [&](std::size_t reader, int which) {
        const BehindLayer behind(maps, reader);
        const LayerMaps &own = maps.layers[reader];
        GradientSource source { sources.at(reader, place),
            { own.name, own.shape, behind.gradients }, which };
        source.output.values = behind.outputs;
        Formula formula = layerKind(explainer.spec().layers[reader].kind).explainBackward(source);
        result.value += formula.result;
        result.magnitude += formula.magnitude;
        result.parts.push_back({ own.name, std::move(formula) });
    };
    add(std::size_t(layer + 1), -1);
    for (std::size_t reader = 0; reader < count; ++reader) {
        const std::vector<int> &others = explainer.windows()[reader].others;
        for (std::size_t which = 0; which < others.size(); ++which)
            if (others[which] == layer)
                add(reader, int(which));
    }
    return result;
}

} // namespace convscope
