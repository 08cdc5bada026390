// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/weight_mapping.h"
#include "core/base/error.h"
#include "core/io/permuted.h"
#include "core/nn/model.h"
#include "core/nn/options.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace convscope {

namespace {

using Dims = std::vector<std::size_t>;

// ---- what names tell ---------------------------------------------------------------------------

enum class Role { Any, Weight, Bias, Mean, Variance };

struct Word {
    std::string_view word;
    Role role;
};
constexpr std::array kWords {
    Word { "weight", Role::Weight },
    Word { "weights", Role::Weight },
    Word { "w", Role::Weight },
    Word { "kernel", Role::Weight },
    Word { "filter", Role::Weight },
    Word { "filters", Role::Weight },
    Word { "gamma", Role::Weight },
    Word { "scale", Role::Weight },
    Word { "bias", Role::Bias },
    Word { "biases", Role::Bias },
    Word { "b", Role::Bias },
    Word { "beta", Role::Bias },
    Word { "offset", Role::Bias },
    Word { "mean", Role::Mean },
    Word { "var", Role::Variance },
    Word { "variance", Role::Variance },
};

/// By the last word that says something: "conv1_w", "kernel:0", "B0", "bn.running_var".
Role roleOf(std::string_view name)
{
    Role role = Role::Any;
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

// ---- what a model wants ------------------------------------------------------------------------

struct Target {
    std::string name;
    Dims dims;
    Role role = Role::Any;
    bool isKernel = false, isDense = false; ///< the weights of a convolution, of a dense layer
    Shape map; ///< whose flattened values the layer takes; of size 0 where there is no such
    std::size_t groups = 1;

    bool isSquare() const { return isDense && dims[0] == dims[1]; }
    bool dependsOnFlattening() const { return map.c > 1 && map.area() > 1; }
};

/// The maps that layer `i` gets as one row of values; none where it gets maps, or values that never
/// were maps.
Shape flattenedMap(const std::vector<LayerSummary> &layers, std::size_t i)
{
    const auto isFlat = [](const Shape &shape) {
        return shape.area() == 1;
    };
    if (layers[i].kind == "dense" && !isFlat(layers[i].input))
        return layers[i].input;
    while (i > 0 && isFlat(layers[i].input)) {
        const LayerSummary &before = layers[--i];
        if (before.kind == "flatten" && !isFlat(before.input))
            return before.input;
        const bool isMixed = before.kind == "dense" || before.kind == "conv";
        if (isMixed || before.input != before.output)
            return {};
    }
    return {};
}

std::vector<Target> targetsOf(const ModelSpec &spec)
{
    const Model network(spec);
    const std::vector<LayerSummary> &layers = network.layers();
    std::vector<Target> targets;
    for (const NamedTensor &parameter : network.parameterValues()) {
        const std::size_t dot = parameter.name.rfind('.');
        const auto layer
            = std::ranges::find(layers, parameter.name.substr(0, dot), &LayerSummary::name);
        const auto index = static_cast<std::size_t>(layer - layers.begin());
        Target target;
        target.name = parameter.name;
        target.dims = parameter.value.dims();
        target.role = roleOf(parameter.name.substr(dot + 1));
        target.isKernel = layer->kind == "conv" && target.role == Role::Weight;
        target.isDense = layer->kind == "dense" && target.role == Role::Weight;
        // A dense layer's bias belongs to its outputs, a normalization's values to its inputs.
        if (target.isDense || layer->kind == "batchnorm")
            target.map = flattenedMap(layers, index);
        if (target.isKernel)
            target.groups = std::size_t(layer->input.c) / target.dims[1];
        targets.push_back(std::move(target));
    }
    return targets;
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

std::optional<Arrangement> kerasFit(const Target &target, const Dims &source)
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

std::optional<Arrangement> fit(
    const Target &target, const Dims &source, const MappingOptions &options)
{
    if (options.keras)
        return kerasFit(target, source);
    if (isSame(source, target.dims))
        return Arrangement::AsItIs;
    if (target.isDense && source == Dims { target.dims[1], target.dims[0] })
        return Arrangement::RowsTurned;
    return std::nullopt;
}

// ---- who takes what ----------------------------------------------------------------------------

class Mapper {
public:
    Mapper(const std::vector<NamedTensor> &tensors, const MappingOptions &options)
        : m_tensors(tensors)
        , m_options(options)
        , m_isTaken(tensors.size())
    {
    }

    WeightMapping map(const std::vector<Target> &targets)
    {
        m_byName = std::ranges::all_of(targets, [&](const Target &target) {
            return std::ranges::count(m_tensors, target.name, &NamedTensor::name) == 1;
        });
        WeightMapping mapping;
        for (const Target &target : targets) {
            const std::size_t source = m_byName ? named(target) : firstFitting(target);
            m_isTaken[source] = true;
            const NamedTensor &tensor = m_tensors[source];
            mapping.matches.push_back({ tensor.name, tensor.value.dims(), target.name, target.dims,
                *fit(target, tensor.value.dims(), m_options) });
        }
        refuseLeftOver();
        noteDamage(mapping);
        if (!m_byName && !m_options.keras)
            settleUnclear(targets, mapping);
        return mapping;
    }

private:
    bool fits(const Target &target, std::size_t source) const
    {
        return fit(target, m_tensors[source].value.dims(), m_options).has_value();
    }

    std::size_t named(const Target &target) const
    {
        const auto found = std::ranges::find(m_tensors, target.name, &NamedTensor::name);
        const auto index = static_cast<std::size_t>(found - m_tensors.begin());
        if (!fits(target, index))
            refuse(target, index);
        return index;
    }

    bool isFor(const Target &target, std::size_t source) const
    {
        const Role role = roleOf(m_tensors[source].name);
        return !m_isTaken[source]
            && (role == Role::Any || target.role == Role::Any || role == target.role);
    }

    std::size_t firstFitting(const Target &target) const
    {
        std::optional<std::size_t> likeliest; // with most nearly as many sides
        const auto distance = [&](std::size_t source) {
            return std::abs(std::ssize(m_tensors[source].value.dims()) - std::ssize(target.dims));
        };
        for (std::size_t i = 0; i < m_tensors.size(); ++i) {
            if (!isFor(target, i))
                continue;
            if (fits(target, i))
                return i;
            if (!likeliest || distance(i) < distance(*likeliest))
                likeliest = i;
        }
        if (likeliest)
            refuse(target, *likeliest);
        throw Error("'" + target.name + "' needs " + shapeText(target.dims)
            + ", but no tensor of its kind is left in the file");
    }

    [[noreturn]] void refuse(const Target &target, std::size_t source) const
    {
        const NamedTensor &tensor = m_tensors[source];
        const bool isKeras = !m_options.keras && kerasFit(target, tensor.value.dims()).has_value();
        const std::string found = m_byName
            ? "the file's is "
            : "'" + tensor.name + "', the likeliest that is left, is ";
        const std::string hint = isKeras ? "; in Keras' order it would fit (--keras)"
            : m_options.keras            ? ", which does not fit in Keras' order"
                                         : "";
        throw Error("'" + target.name + "' needs " + shapeText(target.dims) + ", but " + found
            + shapeText(tensor.value.dims()) + hint);
    }

    void refuseLeftOver() const
    {
        const auto left = std::ranges::find(m_isTaken, false);
        if (left == m_isTaken.end())
            return;
        const NamedTensor &tensor = m_tensors[static_cast<std::size_t>(left - m_isTaken.begin())];
        throw Error("'" + tensor.name + "', which is " + shapeText(tensor.value.dims())
            + ", belongs to no layer of the model; another model wrote this file");
    }

    void noteDamage(WeightMapping &mapping) const
    {
        for (const NamedTensor &tensor : m_tensors)
            if (!std::ranges::all_of(
                    tensor.value.values(), [](Scalar value) { return std::isfinite(value); }))
                mapping.notes.push_back("'" + tensor.name
                    + "' has values that are infinite or no numbers; the model's answers will be "
                      "of "
                      "no use");
    }

    /// Square weights are turned where all others of the file are; the notes tell what was assumed.
    static void settleUnclear(const std::vector<Target> &targets, WeightMapping &mapping)
    {
        std::size_t turned = 0, straight = 0;
        for (std::size_t i = 0; i < targets.size(); ++i)
            if (targets[i].isDense && !targets[i].isSquare())
                ++(mapping.matches[i].arrangement == Arrangement::RowsTurned ? turned : straight);
        const bool areTurned = turned > 0 && straight == 0;
        for (std::size_t i = 0; i < targets.size(); ++i) {
            const Target &target = targets[i];
            WeightMatch &match = mapping.matches[i];
            if (target.isSquare() && areTurned)
                match.arrangement = Arrangement::RowsTurned;
            if (target.isSquare())
                mapping.notes.push_back("'" + match.source + "' is " + shapeText(target.dims)
                    + ", which does not tell outputs from inputs; its rows are taken as "
                    + (areTurned ? "inputs, as in the other dense layers" : "outputs"));
            if (match.arrangement == Arrangement::RowsTurned && target.dependsOnFlattening())
                mapping.notes.push_back("the inputs of '" + match.source
                    + "' are taken to be maps flattened one after the other; of a program that "
                      "puts channels last, import with --keras");
        }
    }

    const std::vector<NamedTensor> &m_tensors;
    const MappingOptions &m_options;
    std::vector<bool> m_isTaken;
    bool m_byName = false;
};

// ---- putting values in order -------------------------------------------------------------------

Tensor reshaped(const Tensor &tensor, const Dims &dims)
{
    return { dims, tensor.values() };
}

/// From axes [h, w, c, …] to [c, h, w, …], where the first of `tensor` holds all three.
Tensor channelsFirst(const Tensor &tensor, const Shape &map)
{
    const std::size_t rest = tensor.size() / map.size();
    const Tensor apart
        = reshaped(tensor, { std::size_t(map.h), std::size_t(map.w), std::size_t(map.c), rest });
    return reshaped(permuted(apart, std::array<std::size_t, 4> { 2, 0, 1, 3 }), tensor.dims());
}

Tensor arranged(const Tensor &tensor, const Target &target, Arrangement arrangement)
{
    constexpr std::array<std::size_t, 2> kTurned { 1, 0 };
    switch (arrangement) {
    case Arrangement::KernelsTurned:
        return permuted(tensor, std::array<std::size_t, 4> { 3, 2, 0, 1 });
    case Arrangement::DepthwiseTurned:
        return reshaped(permuted(tensor, std::array<std::size_t, 4> { 2, 3, 0, 1 }), target.dims);
    case Arrangement::RowsTurned:
        return permuted(tensor, kTurned);
    case Arrangement::RowsTurnedFromChannelsLast:
        return permuted(channelsFirst(tensor, target.map), kTurned);
    case Arrangement::FromChannelsLast:
        return channelsFirst(reshaped(tensor, target.dims), target.map);
    case Arrangement::AsItIs:
        break;
    }
    return reshaped(tensor, target.dims);
}

} // namespace

std::string toString(Arrangement arrangement)
{
    switch (arrangement) {
    case Arrangement::KernelsTurned:
        return "axes turned from height, width, in, out";
    case Arrangement::DepthwiseTurned:
        return "axes turned from height, width, in, multiple";
    case Arrangement::RowsTurned:
        return "rows and columns exchanged";
    case Arrangement::RowsTurnedFromChannelsLast:
        return "rows and columns exchanged, inputs from channels last to channels first";
    case Arrangement::FromChannelsLast:
        return "from channels last to channels first";
    case Arrangement::AsItIs:
        break;
    }
    return "as it is";
}

std::string shapeText(const std::vector<std::size_t> &dims)
{
    std::string text;
    for (const std::size_t side : dims)
        text += (text.empty() ? "" : "×") + std::to_string(side);
    return text.empty() ? "a single number" : text;
}

WeightMapping mapWeights(
    const ModelSpec &spec, const std::vector<NamedTensor> &tensors, const MappingOptions &options)
{
    return Mapper(tensors, options).map(targetsOf(spec));
}

std::vector<NamedTensor> arrangedWeights(
    const ModelSpec &spec, const WeightMapping &mapping, const std::vector<NamedTensor> &tensors)
{
    const std::vector<Target> targets = targetsOf(spec);
    assert(targets.size() == mapping.matches.size());
    std::vector<NamedTensor> weights;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const WeightMatch &match = mapping.matches[i];
        const auto source = std::ranges::find(tensors, match.source, &NamedTensor::name);
        assert(source != tensors.end());
        weights.push_back(
            { targets[i].name, arranged(source->value, targets[i], match.arrangement) });
    }
    return weights;
}

} // namespace convscope
