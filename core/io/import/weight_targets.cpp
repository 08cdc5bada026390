// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/import/weight_targets.h"
#include "core/kinds/kinds.h"
#include "core/nn/model.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {

// ---- what names tell ---------------------------------------------------------------------------

struct Word {
    std::string_view word;
    WeightRole role;
};
constexpr std::array kWords {
    Word { "weight", WeightRole::Weight },
    Word { "weights", WeightRole::Weight },
    Word { "w", WeightRole::Weight },
    Word { "kernel", WeightRole::Weight },
    Word { "filter", WeightRole::Weight },
    Word { "filters", WeightRole::Weight },
    Word { "gamma", WeightRole::Weight },
    Word { "scale", WeightRole::Weight },
    Word { "bias", WeightRole::Bias },
    Word { "biases", WeightRole::Bias },
    Word { "b", WeightRole::Bias },
    Word { "beta", WeightRole::Bias },
    Word { "offset", WeightRole::Bias },
    Word { "mean", WeightRole::Mean },
    Word { "var", WeightRole::Variance },
    Word { "variance", WeightRole::Variance },
};

// ---- what a model wants ------------------------------------------------------------------------

/// The maps that layer `i` gets as one row of values; none where it gets maps, or values that never
/// were maps.
Shape flattenedMap(const std::vector<LayerSummary> &layers, std::size_t i)
{
    const auto isFlat = [](const Shape &shape) {
        return shape.area() == 1;
    };
    const auto mixes = [](const LayerSummary &layer) {
        const LayerKind &kind = layerKind(layer.kind);
        return has(kind, ParameterRole::Matrix) || has(kind, ParameterRole::Kernel);
    };
    if (has(layerKind(layers[i].kind), ParameterRole::Matrix) && !isFlat(layers[i].input))
        return layers[i].input;
    while (i > 0 && isFlat(layers[i].input)) {
        const LayerSummary &before = layers[--i];
        if (before.window.kind == LayerWindow::Kind::Row && !isFlat(before.input))
            return before.input;
        if (mixes(before) || before.input != before.output)
            return {};
    }
    return {};
}

// ---- what fits what ----------------------------------------------------------------------------

Dims withoutOnes(Dims dims)
{
    std::erase(dims, 1U);
    return dims;
}

bool isSame(const Dims &a, const Dims &b)
{
    return a.size() == b.size() ? a == b : withoutOnes(a) == withoutOnes(b);
}

std::optional<Arrangement> mlxFit(const WeightTarget &target, const Dims &source)
{
    const Dims &dims = target.dims;
    if (target.isKernel)
        return source == Dims { dims[0], dims[2], dims[3], dims[1] }
            ? std::optional(Arrangement::KernelsFromChannelsLast)
            : std::nullopt;
    if (!isSame(source, dims))
        return std::nullopt;
    if (!target.dependsOnFlattening())
        return Arrangement::AsItIs;
    return target.isDense ? Arrangement::RowsFromChannelsLast : Arrangement::FromChannelsLast;
}

std::optional<Arrangement> kerasFit(const WeightTarget &target, const Dims &source)
{
    const Dims &dims = target.dims;
    if (target.isKernel) {
        if (source == Dims { dims[2], dims[3], dims[1], dims[0] })
            return Arrangement::KernelsTurned;
        if (dims[1] == 1
            && source == Dims { dims[2], dims[3], target.groups, dims[0] / target.groups })
            return Arrangement::DepthwiseTurned;
        return std::nullopt;
    }
    if (target.isDense && source != Dims { dims[1], dims[0] })
        return std::nullopt;
    if (target.isDense)
        return target.dependsOnFlattening() ? Arrangement::RowsTurnedFromChannelsLast
                                            : Arrangement::RowsTurned;
    if (!isSame(source, dims))
        return std::nullopt;
    return target.dependsOnFlattening() ? Arrangement::FromChannelsLast : Arrangement::AsItIs;
}

} // namespace

WeightRole weightRole(std::string_view name)
{
    WeightRole role = WeightRole::Any;
    std::string word;
    const auto finish = [&] {
        const auto known = std::ranges::find(kWords, word, &Word::word);
        role = known == kWords.end() ? role : known->role;
        word.clear();
    };
    for (const char c : name.substr(name.find_last_of("./") + 1)) { // npos + 1: the whole
        const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        if (small >= 'a' && small <= 'z')
            word += small;
        else
            finish();
    }
    finish();
    return role;
}

namespace {

/// "kernel" of "conv2d/kernel:0"
std::string_view lastPart(std::string_view name)
{
    name = name.substr(0, name.find(':'));
    return name.substr(name.find_last_of("./") + 1); // npos + 1: the whole
}

} // namespace

bool isNamedOtherwise(std::string_view name, const WeightTarget &target)
{
    const WeightRole role = weightRole(name);
    if (role != WeightRole::Any && target.role != WeightRole::Any && role != target.role)
        return true;
    const std::string_view last = lastPart(name);
    return (last == "gamma" || last == "beta") && !target.isNormalization;
}

bool haveKerasNames(const std::vector<NamedTensor> &tensors)
{
    static constexpr std::array<std::string_view, 5> kKeras { "kernel", "depthwise_kernel", "gamma",
        "moving_mean", "moving_variance" };
    static constexpr std::array<std::string_view, 3> kOthers { "weight", "running_mean",
        "running_var" };
    const auto has = [&](const auto &words) {
        return std::ranges::any_of(tensors, [&](const NamedTensor &tensor) {
            return std::ranges::find(words, lastPart(tensor.name)) != words.end();
        });
    };
    return has(kKeras) && !has(kOthers);
}

std::vector<WeightTarget> weightTargets(const ModelSpec &spec)
{
    const Model network(spec);
    const std::vector<LayerSummary> &layers = network.layers();
    std::vector<WeightTarget> targets;
    for (const NamedTensor &parameter : network.parameterValues()) {
        const std::size_t dot = parameter.name.rfind('.');
        const auto layer
            = std::ranges::find(layers, parameter.name.substr(0, dot), &LayerSummary::name);
        const auto index = static_cast<std::size_t>(layer - layers.begin());
        WeightTarget target;
        target.name = parameter.name;
        target.dims = parameter.value.dims();
        const std::string own = parameter.name.substr(dot + 1);
        target.role = weightRole(own);
        const LayerKind &kind = layerKind(layer->kind);
        const auto info = std::ranges::find(kind.parameters, own, &ParameterInfo::name);
        target.isKernel = info->role == ParameterRole::Kernel;
        target.isDense = info->role == ParameterRole::Matrix;
        target.isNormalization = has(kind, ParameterRole::Scale) && has(kind, ParameterRole::Bias);
        // A dense layer's bias belongs to its outputs, a normalization's values to its inputs.
        if (target.isDense || target.isNormalization)
            target.map = flattenedMap(layers, index);
        if (target.isKernel)
            target.groups = std::size_t(layer->input.c) / target.dims[1];
        targets.push_back(std::move(target));
    }
    return targets;
}

std::optional<Arrangement> arrangementFor(
    const WeightTarget &target, const Dims &source, const MappingOptions &options)
{
    if (options.keras)
        return kerasFit(target, source);
    if (options.mlx)
        return mlxFit(target, source);
    if (isSame(source, target.dims))
        return Arrangement::AsItIs;
    if (target.isDense && source == Dims { target.dims[1], target.dims[0] })
        return Arrangement::RowsTurned;
    return std::nullopt;
}

} // namespace convscope
