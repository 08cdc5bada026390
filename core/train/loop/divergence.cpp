// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/loop/divergence.h"
#include "core/base/error.h"
#include "core/base/rounding.h"
#include "core/base/whole_number.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace convscope {

namespace {

bool allFinite(std::span<const Scalar> values)
{
    return std::ranges::all_of(values, [](Scalar value) { return std::isfinite(value); });
}

/// "conv1" of "conv1.weight" or "conv1.weight.mean"
std::string layerOf(const std::string &parameter)
{
    return parameter.substr(0, parameter.find('.'));
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

std::string advice(const Divergence &divergence)
{
    switch (divergence.cause) {
    case Divergence::Cause::Rate:
        return "try a learning rate of " + significantText(divergence.lowerRate());
    case Divergence::Cause::Start:
        return "no step had changed the network, so another learning rate does not help: choose "
               "other starting weights or another normalization";
    case Divergence::Cause::Epsilon:
        return "try an epsilon of 1e-8";
    case Divergence::Cause::Betas:
        return "try a beta2 well above beta1, such as 0.999 and 0.9";
    case Divergence::Cause::Momentum:
        return "try a momentum of 0.9";
    }
    return "";
}

} // namespace

Divergence::Cause causeOf(
    Divergence::Place place, const OptimizerOptions &options, std::int64_t steps)
{
    using Cause = Divergence::Cause;
    constexpr double kMinEpsilon = 1e-15, kMaxMomentum = 0.995;
    const OptimizerInfo &optimizer = optimizerInfo(options.kind);
    if ((steps == 0 && place != Divergence::Place::Weight) || options.rate == 0)
        return Cause::Start;
    if (reads(optimizer, &OptimizerOptions::epsilon) && options.epsilon < kMinEpsilon)
        return Cause::Epsilon;
    if (reads(optimizer, &OptimizerOptions::beta1)
        && options.beta1 * options.beta1 >= options.beta2)
        return Cause::Betas;
    if (reads(optimizer, &OptimizerOptions::momentum) && options.momentum > kMaxMomentum)
        return Cause::Momentum;
    return Cause::Rate;
}

std::string toString(const Divergence &divergence)
{
    return "batch " + std::to_string(divergence.batch) + ": " + where(divergence)
        + " is no longer a finite number, so training stopped, with the last good weights kept; "
        + advice(divergence);
}

namespace {
constexpr std::array kPlaces { "output", "loss", "gradient", "weight" };
constexpr std::array kCauses { "rate", "start", "epsilon", "betas", "momentum" };
} // namespace

nlohmann::json toJson(const Divergence &divergence)
{
    return { { "batch", divergence.batch }, { "epoch", divergence.epoch },
        { "place", kPlaces[std::size_t(divergence.place)] }, { "layer", divergence.layer },
        { "learning_rate", divergence.rate }, { "cause", kCauses[std::size_t(divergence.cause)] } };
}

Divergence divergenceFromJson(const nlohmann::json &json)
{
    try {
        const auto place = std::ranges::find(kPlaces, json.at("place").get<std::string>());
        // Runs of before causes were told apart blamed the rate.
        const auto cause = std::ranges::find(kCauses, json.value("cause", "rate"));
        const auto batch = wholeNumber<std::int64_t>(json.at("batch"));
        const auto epoch = wholeNumber<int>(json.at("epoch"));
        if (!batch || !epoch || *batch < 0 || *epoch < 0)
            throw Error("'divergence' names no batch or no epoch that can be");
        if (place != kPlaces.end() && cause != kCauses.end())
            return { .batch = *batch,
                .epoch = *epoch,
                .place = Divergence::Place(place - kPlaces.begin()),
                .layer = json.at("layer").get<std::string>(),
                .rate = json.at("learning_rate").get<double>(),
                .cause = Divergence::Cause(cause - kCauses.begin()) };
    } catch (const nlohmann::json::exception &) {
        throw Error("'divergence' has a field that is missing or of the wrong type");
    }
    throw Error("'divergence' names an unknown place or cause");
}

DivergencePlace findError(const Model &forwarded, const Model &trained)
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

std::string layerWithError(const std::vector<NamedTensor> &values)
{
    const auto faulty = std::ranges::find_if_not(
        values, [](const NamedTensor &tensor) { return allFinite(tensor.value.values()); });
    return faulty == values.end() ? std::string() : layerOf(faulty->name);
}

} // namespace convscope
