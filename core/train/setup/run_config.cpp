// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/run_config.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include "core/base/whole_number.h"
#include "core/train/setup/settings.h"
#include <algorithm>
#include <array>
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

namespace {

/// A part that is no number, text or switch, and is written as a whole.
struct Part {
    std::string_view key;
    json (*write)(const RunConfig &config);
    void (*read)(RunConfig &config, const json &value);
};

/// Model files have the same object, and are not so strict about it.
void readPreprocessing(RunConfig &config, const json &value)
{
    config.preprocessing = preprocessingFromJson(value);
    for (const auto &[name, field] : value.items())
        if (name != "mean" && name != "deviation"
            && std::ranges::count(settings(), "preprocessing." + name, &Setting::jsonKey) == 0)
            throw Error("unknown setting 'preprocessing." + name + "'");
}

constexpr std::array kParts {
    Part { "preset", [](const RunConfig &config) { return json(config.preset); },
        [](RunConfig &config, const json &value) {
            value.get_to(config.preset);
        } },
    Part { "model", [](const RunConfig &config) { return toJson(config.model); },
        [](RunConfig &config, const json &value) {
            config.model = modelSpecFromJson(value);
        } },
    Part { "preprocessing", [](const RunConfig &config) { return toJson(config.preprocessing); },
        readPreprocessing },
    Part { "augment", [](const RunConfig &config) { return toJson(config.augment); },
        [](RunConfig &config, const json &value) {
            config.augment = augmentOptionsFromJson(value);
        } },
    Part { "dataset", [](const RunConfig &config) { return json(utf8Name(config.dataset)); },
        [](RunConfig &config, const json &value) {
            config.dataset = nameBytes(value.get<std::string>());
        } },
    Part { "layout",
        [](const RunConfig &config) {
            return config.layout.empty() ? json(nullptr) : json(utf8Name(config.layout));
        },
        [](RunConfig &config, const json &value) {
            config.layout = value.is_null() ? std::string() : nameBytes(value.get<std::string>());
        } },
    Part { "left_out", [](const RunConfig &config) { return toJson(config.excluded); },
        [](RunConfig &config, const json &value) {
            config.excluded = exclusionsFromJson(value);
        } },
};

const Part *partAt(std::string_view key)
{
    const auto *const found = std::ranges::find(kParts, key, &Part::key);
    return found == kParts.end() ? nullptr : found;
}

/// A setting lies in the object of another key, or in none: "schedule", "kind".
std::pair<std::string, std::string> pathOf(const Setting &setting)
{
    const std::string path(setting.jsonKey);
    const std::size_t dot = path.find('.');
    return dot == std::string::npos ? std::pair(std::string(), path)
                                    : std::pair(path.substr(0, dot), path.substr(dot + 1));
}

json written(const FieldValue &value)
{
    return std::visit(
        [](const auto &own) -> json {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(own)>, Extent>)
                return toJson(FieldValue(own));
            else
                return own;
        },
        value);
}

struct WrongType { };
/// A field that counts is 1e300, 0.5, or −5 where it cannot be.
struct NoCount { };

FieldValue valueIn(const Setting &setting, const json &value)
{
    const Field::Type type = setting.field.type;
    if (type == Field::Type::Whole && value.is_number()) {
        const auto count = wholeNumber<std::uint64_t>(value);
        if (!count)
            throw NoCount();
        return *count;
    }
    if (type == Field::Type::Real && value.is_number())
        return value.get<double>();
    if (type == Field::Type::Flag && value.is_boolean())
        return value.get<bool>();
    if (type == Field::Type::Choice && value.is_string())
        return value.get<std::string>();
    throw WrongType();
}

void readSetting(RunConfig &config, const std::string &key, const json &value)
{
    const auto found = std::ranges::find(settings(), key, &Setting::jsonKey);
    if (found == settings().end())
        throw Error("unknown setting '" + key + "'");
    try {
        setChecked(config, *found, valueIn(*found, value));
    } catch (const WrongType &) {
        throw Error("the setting '" + keyOf(*found) + "' is of the wrong type");
    } catch (const NoCount &) {
        throw Error("the setting '" + keyOf(*found) + "' is " + value.dump()
            + ", which is no whole number that it can be");
    }
}

void readKey(RunConfig &config, const std::string &key, const json &value)
{
    if (const Part *part = partAt(key)) {
        try {
            part->read(config, value);
        } catch (const json::exception &) {
            throw Error("the setting '" + key + "' is of the wrong type");
        }
        return;
    }
    const auto inside = std::ranges::find_if(
        settings(), [&key](const Setting &setting) { return pathOf(setting).first == key; });
    if (inside == settings().end())
        return readSetting(config, key, value);
    if (!value.is_object())
        throw Error("the setting '" + key + "' must be an object such as "
            + json { { keyOf(*inside), written(inside->field.initial) } }.dump());
    for (const auto &[name, field] : value.items())
        readSetting(config, key + "." + name, field);
}

} // namespace

json toJson(const RunConfig &config)
{
    json result;
    for (const Part &part : kParts)
        result[std::string(part.key)] = part.write(config);
    for (const Setting &setting : settings()) {
        const auto [object, name] = pathOf(setting);
        const FieldValue value = setting.get(config);
        if (partAt(object) || partAt(setting.jsonKey)
            || (setting.onlyWhereOther && value == setting.field.initial))
            continue;
        (object.empty() ? result : result[object])[name] = written(value);
    }
    return result;
}

void checkRunConfig(const RunConfig &config)
{
    for (const Setting &setting : settings()) {
        if (!applies(setting, config))
            continue;
        RunConfig same = config;
        setChecked(same, setting, setting.get(config));
        checkRule(config, setting);
    }
}

RunConfig runConfigFromJson(const json &value)
{
    if (!value.is_object())
        throw Error("the settings must be an object");
    RunConfig config;
    for (const auto &[key, field] : value.items())
        readKey(config, key, field);
    for (const Setting &setting : settings())
        if (!setting.applies) // those of an optimizer were not always refused
            checkRule(config, setting);
    return config;
}

} // namespace convscope
