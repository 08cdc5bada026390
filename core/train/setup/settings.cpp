// SPDX-License-Identifier: GPL-3.0-or-later
// The entries, in the order in which the window shows them.
#include "core/train/setup/settings.h"

namespace convscope {

namespace {

using Choices = std::vector<Setting::Choice>;
using Live = Setting::Live;
using Group = Setting::Group;

// ---- how a value is read and set: Path goes from a RunConfig to the member, one step after
// another

template<auto Step, auto... Rest, typename Object>
auto &at(Object &object)
{
    if constexpr (sizeof...(Rest) == 0)
        return object.*Step;
    else
        return at<Rest...>(object.*Step);
}

template<auto... Path>
FieldValue valueAt(const RunConfig &config)
{
    const auto &value = at<Path...>(config);
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::is_enum_v<Value>)
        return std::string(toString(value));
    else if constexpr (std::is_integral_v<Value> && !std::is_same_v<Value, bool>)
        return static_cast<std::uint64_t>(value);
    else
        return value;
}

void fromText(std::string &member, const std::string &name)
{
    member = name;
}

template<auto... Path>
void setAt(RunConfig &config, const FieldValue &value)
{
    auto &member = at<Path...>(config);
    using Value = std::remove_cvref_t<decltype(member)>;
    if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, double>)
        member = std::get<Value>(value);
    else if constexpr (std::is_integral_v<Value>)
        member = static_cast<Value>(std::get<std::uint64_t>(value));
    else
        fromText(member, std::get<std::string>(value));
}

/// With how to read and to set it.
template<auto... Path>
Setting stored(Setting setting)
{
    setting.get = valueAt<Path...>;
    setting.set = setAt<Path...>;
    return setting;
}

template<auto Member>
Setting ofOptimizer(Setting setting)
{
    setting.applies = [](const RunConfig &config) {
        return reads(optimizerInfo(config.optimizer.kind), Member);
    };
    return stored<&RunConfig::optimizer, Member>(std::move(setting));
}

/// Training calculates with floats.
template<double OptimizerOptions::*Member>
constexpr Setting::Rule kShare { [](const RunConfig &config) {
                                    return float(config.optimizer.*Member) < 1;
                                },
    "from 0 to less than 1 (at most 0.9999999)" };

template<typename Info>
Choices kindsOf(const std::vector<Info> &registry)
{
    Choices choices;
    for (const Info &info : registry)
        choices.push_back(
            { std::string(info.kind), std::string(info.title), std::string(info.help) });
    return choices;
}

// ---- the entries; a field's name and what holds by itself are filled in by settings() ----------

constexpr double kMostReal = 1e6;

Field whole(double least, double most, std::string help)
{
    return Field::whole({}, 0, least, most, std::move(help));
}
Field real(double least, double most, std::string help)
{
    return Field::real({}, 0, least, most, std::move(help));
}
Field choice(std::string help)
{
    return Field::choice({}, {}, {}, std::move(help));
}
std::vector<Setting> steps()
{
    return {
        stored<&RunConfig::epochs>({ .id = "epochs",
            .field = whole(1, 1e6, "How often every training picture is seen"),
            .jsonKey = "epochs",
            .cliFlag = "--epochs",
            .group = Group::Training,
            .title = "&Epochs",
            .live = Live::WhenResumed,
            .mayChangeOnResume = true }),
        stored<&RunConfig::batch>({ .id = "batch",
            .field = whole(1, 65536, "How many pictures are averaged for one step of the weights"),
            .jsonKey = "batch",
            .cliFlag = "--batch",
            .group = Group::Training,
            .title = "&Batch size",
            .live = Live::NextEpoch }),
        stored<&RunConfig::optimizer, &OptimizerOptions::rate>({ .id = "learningRate",
            .field = real(0, kMostReal,
                "How far the weights move in one step; can be changed while it trains"),
            .jsonKey = "optimizer.rate",
            .cliFlag = "--lr",
            .group = Group::Training,
            .title = "&Learning rate",
            .usual = 0.001,
            .live = Live::NextBatch,
            .mayChangeOnResume = true,
            .mayBeMore = true }),
        stored<&RunConfig::optimizer, &OptimizerOptions::kind>({ .id = "optimizer",
            .field = choice("The rule by which the weights move along their gradients"),
            .jsonKey = "optimizer.kind",
            .cliFlag = "--optimizer",
            .group = Group::Training,
            .title = "&Optimizer",
            .choices = kindsOf(optimizerRegistry()) }),
    };
}

std::vector<Setting> optimizer()
{
    return {
        ofOptimizer<&OptimizerOptions::momentum>({ .id = "momentum",
            .field = real(0, 1,
                "How much of the last step goes on into the next; can be changed while it trains"),
            .jsonKey = "optimizer.momentum",
            .cliFlag = "--momentum",
            .group = Group::Training,
            .title = "&Momentum",
            .zero = "off",
            .step = 0.05,
            .live = Live::NextBatch,
            .mayChangeOnResume = true,
            .rule = kShare<&OptimizerOptions::momentum> }),
        ofOptimizer<&OptimizerOptions::weightDecay>({ .id = "weightDecay",
            .field = real(0, kMostReal,
                "Pulls every weight towards zero, against learning by heart; can be changed while "
                "it trains"),
            .jsonKey = "optimizer.weight_decay",
            .cliFlag = "--weight-decay",
            .group = Group::Training,
            .title = "&Weight decay",
            .zero = "off",
            .usual = 1e-4,
            .live = Live::NextBatch,
            .mayChangeOnResume = true,
            .rule = { [](const RunConfig &config) {
                         const OptimizerOptions &own = config.optimizer;
                         return own.weightDecay == 0 || own.rate * own.weightDecay < 1;
                     },
                "such that the learning rate times it is less than 1, for each step would pull "
                "every weight beyond 0; lower one of the two" },
            .mayBeMore = true }),
        ofOptimizer<&OptimizerOptions::beta1>({ .id = "beta1",
            .field = real(0, 1, "Adam: how much of its mean gradient stays from step to step"),
            .jsonKey = "optimizer.beta1",
            .cliFlag = "--beta1",
            .title = "Beta 1",
            .rule = kShare<&OptimizerOptions::beta1> }),
        ofOptimizer<&OptimizerOptions::beta2>({ .id = "beta2",
            .field = real(0, 1, "Adam: the same of the mean of its square"),
            .jsonKey = "optimizer.beta2",
            .cliFlag = "--beta2",
            .title = "Beta 2",
            .rule = kShare<&OptimizerOptions::beta2> }),
        ofOptimizer<&OptimizerOptions::alpha>({ .id = "alpha",
            .field = real(0, 1,
                "RMSprop: how much of the mean squared gradient stays from step to "
                "step"),
            .jsonKey = "optimizer.alpha",
            .cliFlag = "--alpha",
            .title = "Alpha",
            .rule = kShare<&OptimizerOptions::alpha>,
            .onlyWhereOther = true }),
        ofOptimizer<&OptimizerOptions::epsilon>({ .id = "epsilon",
            .field = real(0, 1, "Keeps Adam and RMSprop from dividing by zero"),
            .jsonKey = "optimizer.epsilon",
            .cliFlag = "--epsilon",
            .title = "Epsilon",
            .rule = { [](const RunConfig &config) { return config.optimizer.epsilon >= 1e-30; },
                "more than 0, such as 1e-8: weights whose gradient is 0 are divided by it" } }),
    };
}

/// "weight_decay" for "weightDecay".
std::string nameOf(std::string_view id)
{
    std::string name;
    for (const char c : id)
        name
            += c >= 'A' && c <= 'Z' ? "_" + std::string(1, char(c - 'A' + 'a')) : std::string(1, c);
    return name;
}

std::vector<Setting> complete()
{
    std::vector<Setting> all;
    for (const auto part : { steps, optimizer })
        for (Setting &setting : part()) {
            setting.field.name = nameOf(setting.id);
            setting.field.initial = setting.get(RunConfig {});
            for (const Setting::Choice &known : setting.choices)
                setting.field.choices.push_back(known.value);
            all.push_back(std::move(setting));
        }
    return all;
}

} // namespace

const std::vector<Setting> &settings()
{
    static const std::vector<Setting> all = complete();
    return all;
}

} // namespace convscope
