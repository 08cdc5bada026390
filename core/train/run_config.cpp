// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/run_config.h"
#include "core/base/error.h"
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

json toJson(const RunConfig &config)
{
    return { { "preset", config.preset }, { "model", toJson(config.model) },
        { "optimizer", toJson(config.optimizer) }, { "epochs", config.epochs },
        { "batch", config.batch }, { "max_batches", config.maxBatches }, { "seed", config.seed },
        { "threads", config.threads }, { "patience", config.patience },
        { "shuffle", config.shuffle }, { "preprocessing", toJson(config.preprocessing) },
        { "augment", toJson(config.augment) },
        { "val", config.validation }, { "test", config.test }, { "limit", config.limit },
        { "dataset", config.dataset } };
}

namespace {

using Setter = std::function<void(RunConfig &, const json &)>;

/// Each field of a run's settings, and how to take it over.
const std::map<std::string, Setter, std::less<>> &setters()
{
    static const std::map<std::string, Setter, std::less<>> all {
        { "preset",
            [](RunConfig &c, const json &v) {
                v.get_to(c.preset);
            } },
        { "model",
            [](RunConfig &c, const json &v) {
                c.model = modelSpecFromJson(v);
            } },
        { "optimizer",
            [](RunConfig &c, const json &v) {
                c.optimizer = optimizerOptionsFromJson(v);
            } },
        { "epochs",
            [](RunConfig &c, const json &v) {
                v.get_to(c.epochs);
            } },
        { "batch",
            [](RunConfig &c, const json &v) {
                v.get_to(c.batch);
            } },
        { "max_batches",
            [](RunConfig &c, const json &v) {
                v.get_to(c.maxBatches);
            } },
        { "seed",
            [](RunConfig &c, const json &v) {
                v.get_to(c.seed);
            } },
        { "threads",
            [](RunConfig &c, const json &v) {
                v.get_to(c.threads);
            } },
        { "patience",
            [](RunConfig &c, const json &v) {
                v.get_to(c.patience);
            } },
        { "shuffle",
            [](RunConfig &c, const json &v) {
                v.get_to(c.shuffle);
            } },
        { "preprocessing",
            [](RunConfig &c, const json &v) {
                c.preprocessing = preprocessingFromJson(v);
            } },
        { "augment",
            [](RunConfig &c, const json &v) {
                c.augment = augmentOptionsFromJson(v);
            } },
        { "val",
            [](RunConfig &c, const json &v) {
                v.get_to(c.validation);
            } },
        { "test",
            [](RunConfig &c, const json &v) {
                v.get_to(c.test);
            } },
        { "limit",
            [](RunConfig &c, const json &v) {
                v.get_to(c.limit);
            } },
        { "dataset",
            [](RunConfig &c, const json &v) {
                v.get_to(c.dataset);
            } },
    };
    return all;
}

void check(bool fits, const std::string &field, const std::string &wanted)
{
    if (!fits)
        throw Error("'" + field + "' must be " + wanted);
}

} // namespace

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
        }
    }
    check(config.epochs >= 1, "epochs", "at least 1");
    check(config.batch >= 1, "batch", "at least 1");
    check(config.maxBatches >= 0, "max_batches", "0 (no limit) or more");
    check(config.patience >= 0, "patience", "0 (never) or more");
    check(config.validation >= 0 && config.validation < 1, "val", "from 0 to less than 1");
    check(config.test >= 0 && config.test + config.validation < 1, "test",
        "such that val and test leave pictures to train on");
    return config;
}

} // namespace convscope
