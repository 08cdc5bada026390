// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/divergence.h"
#include "core/base/error.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace convscope {

namespace {

bool allFinite(std::span<const Scalar> values)
{
    return std::ranges::all_of(values, [](Scalar value) { return std::isfinite(value); });
}

/// "conv1" of "conv1.weight"
std::string layerOf(const std::string &parameter)
{
    return parameter.substr(0, parameter.rfind('.'));
}

/// Three digits, so that a tenth of 0.001 is 0.0001.
std::string shown(double value)
{
    std::array<char, 32> text {};
    const auto end = std::to_chars(
        text.data(), text.data() + text.size(), value, std::chars_format::general, 3);
    return { text.data(), end.ptr };
}

std::string where(const Divergence &divergence)
{
    const std::string layer = "of layer '" + divergence.layer + "'";
    switch (divergence.place) {
    case Divergence::Place::Output:
        return "the output " + layer;
    case Divergence::Place::Gradient:
        return "the gradient " + layer;
    case Divergence::Place::Weight:
        return "a weight " + layer;
    case Divergence::Place::Loss:
        return "the loss";
    }
    return "";
}

} // namespace

std::string toString(const Divergence &divergence)
{
    return "batch " + std::to_string(divergence.batch) + ": " + where(divergence)
        + " is no longer a finite number, so training stopped before that step, with the last good "
          "weights kept; try a learning rate of "
        + shown(divergence.lowerRate());
}

namespace {
constexpr std::array kPlaces { "output", "loss", "gradient", "weight" };
}

nlohmann::json toJson(const Divergence &divergence)
{
    return { { "batch", divergence.batch }, { "epoch", divergence.epoch },
        { "place", kPlaces[std::size_t(divergence.place)] }, { "layer", divergence.layer },
        { "learning_rate", divergence.rate } };
}

Divergence divergenceFromJson(const nlohmann::json &json)
{
    try {
        const auto place = std::ranges::find(kPlaces, json.at("place").get<std::string>());
        if (place != kPlaces.end())
            return { .batch = json.at("batch").get<std::int64_t>(),
                .epoch = json.at("epoch").get<int>(),
                .place = Divergence::Place(place - kPlaces.begin()),
                .layer = json.at("layer").get<std::string>(),
                .rate = json.at("learning_rate").get<double>() };
    } catch (const nlohmann::json::exception &) {
        throw Error("'divergence' has a field that is missing or of the wrong type");
    }
    throw Error("'divergence' names an unknown place");
}

FaultPlace findFault(const Model &forwarded, const Model &trained)
{
    for (std::size_t i = 0; i < forwarded.layers().size(); ++i)
        if (!allFinite(forwarded.output(i)))
            return { Divergence::Place::Output, forwarded.layers()[i].name };
    const auto &parameters = trained.parameters();
    const auto faulty = std::find_if(parameters.rbegin(), parameters.rend(),
        [](const auto &ref) { return !allFinite(ref.parameter->gradient.values()); });
    if (faulty != parameters.rend())
        return { Divergence::Place::Gradient, layerOf(faulty->name) };
    return { Divergence::Place::Loss, {} };
}

std::string layerWithFaultyWeights(const Model &model)
{
    for (const Model::ParameterRef &ref : model.parameters())
        if (!allFinite(ref.parameter->value.values()))
            return layerOf(ref.name);
    return {};
}

} // namespace convscope
