// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/run_config.h"
#include "core/base/error.h"
#include "core/base/threads/thread_limit.h"
#include "core/base/utf8_name.h"
#include "core/base/whole_number.h"
#include "core/base/words.h"
#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

std::string_view toString(ClassWeights weights)
{
    return weights == ClassWeights::Balanced ? "balanced" : "none";
}

ClassWeights classWeightsFromString(std::string_view name)
{
    for (const ClassWeights weights : { ClassWeights::None, ClassWeights::Balanced })
        if (name == toString(weights))
            return weights;
    throw Error("unknown class weights '" + std::string(name) + "'; known are none, balanced");
}

json toJson(const RunConfig &config)
{
    return { { "preset", config.preset }, { "model", toJson(config.model) },
        { "optimizer", toJson(config.optimizer) }, { "schedule", toJson(config.schedule) },
        { "clip_norm", config.clipNorm }, { "label_smoothing", config.labelSmoothing },
        { "class_weights", toString(config.classWeights) }, { "epochs", config.epochs },
        { "batch", config.batch }, { "max_batches", config.maxBatches }, { "seed", config.seed },
        { "threads", config.threads }, { "patience", config.patience },
        { "shuffle", config.shuffle }, { "tensorboard", config.tensorboard },
        { "preprocessing", toJson(config.preprocessing) }, { "follow_data", config.followData },
        { "augment", toJson(config.augment) }, { "val", config.validation },
        { "test", config.test }, { "limit", config.limit }, { "dataset", utf8Name(config.dataset) },
        { "left_out", toJson(config.leftOut) } };
}

namespace {

using Setter = std::function<void(RunConfig &, const json &)>;

/// A field that counts is 1e300, 0.5, or −5 where it cannot be.
struct NoCount { };

template<auto Member>
void take(RunConfig &config, const json &value)
{
    using Field = std::remove_cvref_t<decltype(config.*Member)>;
    if constexpr (std::is_integral_v<Field> && !std::is_same_v<Field, bool>) {
        const auto number = wholeNumber<Field>(value);
        if (!number)
            throw NoCount();
        config.*Member = *number;
    } else {
        value.get_to(config.*Member);
    }
}

/// Each field of a run's settings, and how to take it over.
const std::map<std::string, Setter, std::less<>> &setters()
{
    static const std::map<std::string, Setter, std::less<>> all {
        { "preset", take<&RunConfig::preset> },
        { "model",
            [](RunConfig &c, const json &v) {
                c.model = modelSpecFromJson(v);
            } },
        { "optimizer",
            [](RunConfig &c, const json &v) {
                c.optimizer = optimizerOptionsFromJson(v);
            } },
        { "schedule",
            [](RunConfig &c, const json &v) {
                c.schedule = scheduleOptionsFromJson(v);
            } },
        { "clip_norm", take<&RunConfig::clipNorm> },
        { "label_smoothing", take<&RunConfig::labelSmoothing> },
        { "class_weights",
            [](RunConfig &c, const json &v) {
                c.classWeights = classWeightsFromString(v.get<std::string>());
            } },
        { "left_out",
            [](RunConfig &c, const json &v) {
                c.leftOut = leftOutFromJson(v);
            } },
        { "epochs", take<&RunConfig::epochs> },
        { "batch", take<&RunConfig::batch> },
        { "max_batches", take<&RunConfig::maxBatches> },
        { "seed", take<&RunConfig::seed> },
        { "threads", take<&RunConfig::threads> },
        { "patience", take<&RunConfig::patience> },
        { "shuffle", take<&RunConfig::shuffle> },
        { "tensorboard", take<&RunConfig::tensorboard> },
        { "preprocessing",
            [](RunConfig &c, const json &v) {
                c.preprocessing = preprocessingFromJson(v);
            } },
        { "augment",
            [](RunConfig &c, const json &v) {
                c.augment = augmentOptionsFromJson(v);
            } },
        { "follow_data", take<&RunConfig::followData> },
        { "val", take<&RunConfig::validation> },
        { "test", take<&RunConfig::test> },
        { "limit", take<&RunConfig::limit> },
        { "dataset",
            [](RunConfig &c, const json &v) {
                c.dataset = nameBytes(v.get<std::string>());
            } },
    };
    return all;
}

void check(bool fits, const std::string &field, const std::string &wanted)
{
    if (!fits)
        throw Error("'" + field + "' must be " + wanted);
}

void checkNumbers(const RunConfig &config)
{
    check(config.epochs >= 1, "epochs", "at least 1");
    check(config.batch >= 1, "batch", "at least 1");
    check(config.maxBatches >= 0, "max_batches", "0 (no limit) or more");
    check(config.clipNorm >= 0 && std::isfinite(config.clipNorm), "clip_norm",
        "0 (no limit) or more");
    check(config.labelSmoothing >= 0 && config.labelSmoothing < 1, "label_smoothing",
        "from 0 to less than 1");
    check(config.threads >= 0 && config.threads <= kMostThreads, "threads",
        "from 1 to " + grouped(kMostThreads) + ", or 0 (one a core)");
    check(config.patience >= 0, "patience", "0 (never) or more");
    check(config.validation >= 0 && config.validation < 1, "val", "from 0 to less than 1");
    check(config.test >= 0 && config.test + config.validation < 1, "test",
        "such that val and test leave pictures to train on");
}

} // namespace

void checkRunConfig(const RunConfig &config)
{
    checkNumbers(config);
    checkOptimizer(config.optimizer);
    checkSchedule(config.schedule);
}

RunConfig runConfigFromJson(const json &value)
{
    if (!value.is_object())
        throw Error("the settings must be an object");
    RunConfig config;
    for (const auto &[name, field] : value.items()) {
        const auto setter = setters().find(name);
        if (setter == setters().end())
            throw Error("unknown setting '" + name + "'");
        try {
            setter->second(config, field);
        } catch (const json::exception &) {
            throw Error("the setting '" + name + "' is of the wrong type");
        } catch (const NoCount &) {
            throw Error("the setting '" + name + "' is " + field.dump()
                + ", which is no whole number that it can be");
        }
    }
    checkNumbers(config);
    return config;
}

} // namespace convscope
