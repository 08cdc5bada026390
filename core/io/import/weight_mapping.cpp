// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/import/weight_mapping.h"
#include "core/base/error.h"
#include "core/io/import/weight_targets.h"
#include "core/io/tensors/permuted.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>

namespace convscope {

namespace {

// ---- who takes what ----------------------------------------------------------------------------

class Mapper {
public:
    Mapper(const std::vector<NamedTensor> &tensors, const MappingOptions &options)
        : m_tensors(tensors)
        , m_options(options)
        , m_isNamed(options.keras || options.mlx)
        , m_isTaken(tensors.size())
        , m_isShown(tensors.size())
    {
    }

    /// The rows of every parameter, then of the tensors that nothing takes. Once.
    std::vector<WeightRow> rows(const std::vector<WeightTarget> &targets)
    {
        if (!m_isNamed && haveKerasNames(m_tensors)) {
            m_options.keras = true;
            std::vector<WeightRow> found = rowsInOrder(targets);
            if (std::ranges::all_of(found, [](const WeightRow &row) { return row.error.empty(); }))
                return found;
            m_options.keras = false;
            m_isTaken.assign(m_tensors.size(), false);
            m_isShown.assign(m_tensors.size(), false);
        }
        return rowsInOrder(targets);
    }

    WeightMapping map(const std::vector<WeightTarget> &targets)
    {
        WeightMapping mapping;
        for (WeightRow &row : rows(targets)) {
            if (!row.error.empty())
                throw Error(row.error);
            mapping.matches.push_back(std::move(row.match));
        }
        mapping.isOwn = m_byName;
        mapping.isKeras = m_options.keras;
        noteDamage(mapping);
        noteWholeNumbers(mapping);
        if (m_byName)
            return mapping;
        if (m_options.keras && !m_isNamed)
            mapping.notes.push_back(
                "the names of the weights are Keras', so their axes are taken in its order");
        if (!m_isNamed && !m_options.keras)
            noteUnclearKernels(targets, mapping);
        if (!m_options.keras && !m_options.mlx)
            settleUnclear(targets, mapping);
        return mapping;
    }

private:
    std::vector<WeightRow> rowsInOrder(const std::vector<WeightTarget> &targets)
    {
        m_byName = std::ranges::all_of(targets, [&](const WeightTarget &target) {
            return std::ranges::count(m_tensors, target.name, &NamedTensor::name) == 1;
        });
        std::vector<WeightRow> rows;
        rows.reserve(targets.size() + m_tensors.size());
        for (const WeightTarget &target : targets)
            rows.push_back(rowOf(target));
        for (std::size_t i = 0; i < m_tensors.size(); ++i)
            if (!m_isTaken[i] && !m_isShown[i])
                rows.push_back(leftOver(m_tensors[i]));
        return rows;
    }

    std::optional<Arrangement> fit(const WeightTarget &target, std::size_t source) const
    {
        return arrangementFor(target, m_tensors[source].value.dims(), m_options);
    }

    WeightRow rowOf(const WeightTarget &target)
    {
        WeightRow row;
        row.match.parameter = target.name;
        row.match.dims = target.dims;
        const auto source = m_byName ? named(target) : firstFitting(target);
        if (!source) {
            row.error = "'" + target.name + "' needs " + shapeText(target.dims)
                + ", but no tensor of its kind is left in the file";
            return row;
        }
        row.match.source = m_tensors[*source].name;
        row.match.sourceDims = m_tensors[*source].value.dims();
        if (const auto arrangement = fit(target, *source)) {
            row.match.arrangement = *arrangement;
            m_isTaken[*source] = true;
        } else {
            row.error = refusal(target, *source);
            m_isShown[*source] = true;
        }
        return row;
    }

    std::optional<std::size_t> named(const WeightTarget &target) const
    {
        const auto found = std::ranges::find(m_tensors, target.name, &NamedTensor::name);
        return static_cast<std::size_t>(found - m_tensors.begin());
    }

    bool isFor(const WeightTarget &target, std::size_t source) const
    {
        return !m_isTaken[source] && !isNamedOtherwise(m_tensors[source].name, target);
    }

    /// Else the likeliest, with most nearly as many sides, that no parameter before was refused.
    std::optional<std::size_t> firstFitting(const WeightTarget &target) const
    {
        std::optional<std::size_t> likeliest;
        const auto distance = [&](std::size_t source) {
            return std::abs(std::ssize(m_tensors[source].value.dims()) - std::ssize(target.dims));
        };
        for (std::size_t i = 0; i < m_tensors.size(); ++i) {
            if (!isFor(target, i))
                continue;
            if (fit(target, i))
                return i;
            if (!m_isShown[i] && (!likeliest || distance(i) < distance(*likeliest)))
                likeliest = i;
        }
        return likeliest;
    }

    std::string refusal(const WeightTarget &target, std::size_t source) const
    {
        const NamedTensor &tensor = m_tensors[source];
        const auto fits = [&](const MappingOptions &options) {
            return arrangementFor(target, tensor.value.dims(), options).has_value();
        };
        const std::string found = m_byName
            ? "the file's is "
            : "'" + tensor.name + "', the likeliest that is left, is ";
        const std::string hint = m_options.keras ? ", which does not fit in Keras' order"
            : m_options.mlx                      ? ", which does not fit in MLX' order"
            : fits({ .keras = true })            ? "; in Keras' order it would fit (--keras)"
            : fits({ .mlx = true })              ? "; in MLX' order it would fit (--mlx)"
                                                 : "";
        return "'" + target.name + "' needs " + shapeText(target.dims) + ", but " + found
            + shapeText(tensor.value.dims()) + hint;
    }

    static WeightRow leftOver(const NamedTensor &tensor)
    {
        WeightRow row;
        row.match.source = tensor.name;
        row.match.sourceDims = tensor.value.dims();
        row.error = "'" + tensor.name + "', which is " + shapeText(tensor.value.dims())
            + ", belongs to no layer of the model; another model wrote this file";
        return row;
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

    /// Weights that were made whole numbers to save room mean nothing without their scale.
    void noteWholeNumbers(WeightMapping &mapping) const
    {
        constexpr std::size_t kEnough = 16; // values, that it be no chance
        constexpr Scalar kLowest = -128, kHighest = 255, kMinSpread = 8;
        for (const NamedTensor &tensor : m_tensors) {
            const auto &values = tensor.value.values();
            const bool areWhole = std::ranges::all_of(values, [&](Scalar value) {
                return value >= kLowest && value <= kHighest && value == std::floor(value);
            });
            if (!areWhole || values.size() < kEnough)
                continue;
            const auto [low, high] = std::ranges::minmax(values);
            if (high - low >= kMinSpread)
                mapping.notes.push_back("'" + tensor.name + "' has only whole numbers, from "
                    + std::to_string(int(low)) + " to " + std::to_string(int(high))
                    + ", as weights quantized to 8 bits have; they are taken as they are: multiply "
                      "them by their scale first");
        }
    }

    /// A kernel whose shape fits in more than one order, where no other kernel's tells the order.
    void noteUnclearKernels(const std::vector<WeightTarget> &targets, WeightMapping &mapping) const
    {
        const WeightMatch *unclear = nullptr;
        std::string others;
        for (std::size_t i = 0; i < targets.size(); ++i) {
            const WeightMatch &match = mapping.matches[i];
            if (!targets[i].isKernel || tensorSize(match.sourceDims) == 1)
                continue;
            const std::string fitting = otherOrders(targets[i], match.sourceDims);
            if (fitting.empty())
                return;
            if (!unclear) {
                unclear = &match;
                others = fitting;
            }
        }
        if (unclear)
            mapping.notes.push_back("'" + unclear->source + "' is " + shapeText(unclear->sourceDims)
                + ", which does not tell the order of its axes; they are taken as out, in, height, "
                  "width, as PyTorch has them; of "
                + others);
    }

    static std::string otherOrders(const WeightTarget &target, const Dims &source)
    {
        const bool isKeras = arrangementFor(target, source, { .keras = true }).has_value();
        const bool isMlx = arrangementFor(target, source, { .mlx = true }).has_value();
        const std::string keras = "Keras (height, width, in, out) import with --keras";
        const std::string mlx = "MLX (out, height, width, in) import with --mlx";
        return !isKeras ? (isMlx ? mlx : "") : isMlx ? keras + ", of " + mlx : keras;
    }

    static std::size_t tensorSize(const Dims &dims)
    {
        return std::accumulate(dims.begin(), dims.end(), std::size_t(1), std::multiplies<>());
    }

    /// Square weights are turned where all others of the file are; the notes tell what was assumed.
    static void settleUnclear(const std::vector<WeightTarget> &targets, WeightMapping &mapping)
    {
        std::size_t turned = 0, straight = 0;
        for (std::size_t i = 0; i < targets.size(); ++i)
            if (targets[i].isDense && !targets[i].isSquare())
                ++(mapping.matches[i].arrangement == Arrangement::RowsTurned ? turned : straight);
        const bool areTurned = turned > 0 && straight == 0;
        for (std::size_t i = 0; i < targets.size(); ++i) {
            const WeightTarget &target = targets[i];
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
    MappingOptions m_options; // with what the names tell
    bool m_isNamed; // a person said which program's order it is
    std::vector<bool> m_isTaken;
    std::vector<bool> m_isShown; // in the row of a parameter it does not fit
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

Tensor arranged(const Tensor &tensor, const WeightTarget &target, Arrangement arrangement)
{
    constexpr std::array<std::size_t, 2> kTurned { 1, 0 };
    switch (arrangement) {
    case Arrangement::KernelsTurned:
        return permuted(tensor, std::array<std::size_t, 4> { 3, 2, 0, 1 });
    case Arrangement::DepthwiseTurned:
        return reshaped(permuted(tensor, std::array<std::size_t, 4> { 2, 3, 0, 1 }), target.dims);
    case Arrangement::KernelsFromChannelsLast:
        return permuted(tensor, std::array<std::size_t, 4> { 0, 3, 1, 2 });
    case Arrangement::RowsFromChannelsLast:
        return permuted(channelsFirst(permuted(tensor, kTurned), target.map), kTurned);
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
    case Arrangement::KernelsFromChannelsLast:
        return "axes turned from out, height, width, in";
    case Arrangement::RowsFromChannelsLast:
        return "inputs from channels last to channels first";
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
    return Mapper(tensors, options).map(weightTargets(spec));
}

std::vector<WeightRow> weightRows(
    const ModelSpec &spec, const std::vector<NamedTensor> &tensors, const MappingOptions &options)
{
    return Mapper(tensors, options).rows(weightTargets(spec));
}

std::vector<NamedTensor> arrangedWeights(
    const ModelSpec &spec, const WeightMapping &mapping, const std::vector<NamedTensor> &tensors)
{
    const std::vector<WeightTarget> targets = weightTargets(spec);
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
