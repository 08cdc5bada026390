// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/optim/adam.h"
#include "core/optim/rmsprop.h"
#include "core/optim/sgd.h"
#include <algorithm>
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

namespace {

/// The JSON name of each number, and the member it stands for.
constexpr std::array kNumbers {
    std::pair { "rate", &OptimizerOptions::rate },
    std::pair { "momentum", &OptimizerOptions::momentum },
    std::pair { "beta1", &OptimizerOptions::beta1 },
    std::pair { "beta2", &OptimizerOptions::beta2 },
    std::pair { "epsilon", &OptimizerOptions::epsilon },
    std::pair { "weight_decay", &OptimizerOptions::weightDecay },
};

} // namespace

nlohmann::json toJson(const OptimizerOptions &options)
{
    nlohmann::json json { { "kind", options.kind } };
    for (const auto &[name, member] : kNumbers)
        json[name] = options.*member;
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
