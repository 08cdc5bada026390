// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/optim/adam.h"
#include "core/optim/rmsprop.h"
#include "core/optim/sgd.h"
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace convscope {

const std::vector<OptimizerInfo> &optimizerRegistry()
{
    static const std::vector<OptimizerInfo> registry = {
        Sgd::info(),
        Momentum::info(),
        Nesterov::info(),
        Adam::info(),
        AdamW::info(),
        UncorrectedAdam::info(),
        RmsProp::info(),
    };
    return registry;
}

const OptimizerInfo &optimizerInfo(std::string_view kind)
{
    const auto &all = optimizerRegistry();
    const auto found = std::ranges::find(all, kind, &OptimizerInfo::kind);
    if (found != all.end())
        return *found;
    std::string known;
    for (const OptimizerInfo &info : all)
        known += (known.empty() ? "" : ", ") + std::string(info.kind);
    throw Error("unknown optimizer '" + std::string(kind) + "'; known are " + known);
}

bool reads(const OptimizerInfo &optimizer, double OptimizerOptions::*field)
{
    return std::ranges::find(optimizer.fields, field) != optimizer.fields.end();
}

namespace {

/// The JSON name of each number, and the member it stands for.
constexpr std::array kNumbers {
    std::pair { "rate", &OptimizerOptions::rate },
    std::pair { "momentum", &OptimizerOptions::momentum },
    std::pair { "beta1", &OptimizerOptions::beta1 },
    std::pair { "beta2", &OptimizerOptions::beta2 },
    std::pair { "alpha", &OptimizerOptions::alpha },
    std::pair { "epsilon", &OptimizerOptions::epsilon },
    std::pair { "weight_decay", &OptimizerOptions::weightDecay },
};

} // namespace

void checkOptimizer(const OptimizerOptions &options)
{
    const auto check = [](bool fits, const char *field, const char *wanted) {
        if (!fits)
            throw Error(std::string("the optimizer's '") + field + "' must be " + wanted);
    };
    const OptimizerInfo &optimizer = optimizerInfo(options.kind);
    const auto isShare = [](double value) {
        return value >= 0 && float(value) < 1; // training calculates with floats
    };
    const char *const share = "from 0 to less than 1 (at most 0.9999999)";
    const double rate = options.rate, decay = options.weightDecay;
    check(rate >= 0 && std::isfinite(float(rate)), "rate", "a number of at least 0");
    check(!reads(optimizer, &OptimizerOptions::momentum) || isShare(options.momentum), "momentum",
        share);
    check(!reads(optimizer, &OptimizerOptions::beta1) || isShare(options.beta1), "beta1", share);
    check(!reads(optimizer, &OptimizerOptions::beta2) || isShare(options.beta2), "beta2", share);
    check(!reads(optimizer, &OptimizerOptions::alpha) || isShare(options.alpha), "alpha", share);
    constexpr double kLeastEpsilon = 1e-30, kMostEpsilon = 1e6;
    check(!reads(optimizer, &OptimizerOptions::epsilon)
            || (options.epsilon >= kLeastEpsilon && options.epsilon <= kMostEpsilon),
        "epsilon", "more than 0, such as 1e-8: weights whose gradient is 0 are divided by it");
    check(decay >= 0 && std::isfinite(float(decay)), "weight_decay", "a number of at least 0");
    if (reads(optimizer, &OptimizerOptions::weightDecay) && decay > 0 && rate * decay >= 1)
        throw Error("the optimizer's 'rate' times its 'weight_decay' must be less than 1, for each "
                    "step would pull every weight beyond 0; lower one of the two");
}

nlohmann::json toJson(const OptimizerOptions &options)
{
    nlohmann::json json { { "kind", options.kind } };
    for (const auto &[name, member] : kNumbers)
        if (name != std::string_view("alpha") || options.alpha != OptimizerOptions().alpha)
            json[name] = options.*member; // files of before it could be set stay the same
    return json;
}

OptimizerOptions optimizerOptionsFromJson(const nlohmann::json &json)
{
    if (!json.is_object())
        throw Error(
            "the optimizer must be an object such as {\"kind\": \"adam\", \"rate\": 0.001}");
    OptimizerOptions options;
    for (const auto &[name, value] : json.items()) {
        if (name == "kind" && value.is_string()) {
            options.kind = optimizerInfo(value.get<std::string>()).kind;
            continue;
        }
        const auto found = std::ranges::find(
            kNumbers, name, [](const auto &n) { return std::string_view(n.first); });
        if (found == kNumbers.end() || !value.is_number())
            throw Error("the optimizer's '" + name + "' is unknown or not a number");
        options.*(found->second) = value.get<double>();
    }
    return options;
}

} // namespace convscope
