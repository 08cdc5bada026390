// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/loop/trainer_state.h"
#include "core/base/error.h"
#include "core/base/whole_number.h"
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

namespace {

constexpr const char *kInEffect = "in_effect";
constexpr const char *kDamaged = "the saved state is damaged; start the run anew";

/// 0 or more. @throws Error.
template<std::integral T>
T countAt(const json &value, const char *key)
{
    const auto count = wholeNumber<T>(value.at(key));
    if (!count || *count < T {})
        throw Error(std::string("the saved state is damaged: '") + key + "' is "
            + value.at(key).dump() + ", which is no count; start the run anew");
    return *count;
}

json toJson(const RunningScore &score)
{
    return { { "loss", score.loss }, { "correct", score.correct }, { "images", score.images } };
}

/// JSON has no word for what is not finite: null.
double numberFrom(const json &value)
{
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

RunningScore scoreFromJson(const json &value)
{
    return { numberFrom(value.at("loss")), countAt<std::size_t>(value, "correct"),
        countAt<std::size_t>(value, "images") };
}

json toJson(const EpochReport &report)
{
    return { { "epoch", report.epoch }, { "batch", report.batch },
        { "train_loss", report.trainLoss }, { "train_accuracy", report.trainAccuracy },
        { "val_loss", report.valLoss.value_or(0) },
        { "val_accuracy", report.valAccuracy.value_or(0) }, { "seconds", report.seconds } };
}

EpochReport reportFromJson(const json &value)
{
    return { .epoch = countAt<int>(value, "epoch"),
        .batch = countAt<std::int64_t>(value, "batch"),
        .trainLoss = value.at("train_loss").get<double>(),
        .trainAccuracy = value.at("train_accuracy").get<double>(),
        .valLoss = value.at("val_loss").get<double>(),
        .valAccuracy = value.at("val_accuracy").get<double>(),
        .seconds = value.at("seconds").get<double>(),
        .best = true };
}

template<typename T>
T parsed(const std::string &text)
{
    T value {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        throw Error("'" + text + "' is not a number");
    return value;
}

} // namespace

std::string toText(const TrainerPosition &position)
{
    json value { { "epoch", position.epoch }, { "epochs_done", position.epochsDone },
        { "sample", position.sample }, { "batches", position.batches },
        { "seconds", position.seconds }, { "train", toJson(position.train) },
        { "validation", toJson(position.validation) } };
    if (position.best)
        value["best"] = toJson(*position.best);
    return value.dump();
}

TrainerPosition positionFromText(const std::string &text)
{
    try {
        const json value = json::parse(text);
        TrainerPosition position { .epoch = countAt<int>(value, "epoch"),
            .epochsDone = countAt<int>(value, "epochs_done"),
            .sample = countAt<std::size_t>(value, "sample"),
            .batches = countAt<std::int64_t>(value, "batches"),
            .seconds = value.at("seconds").get<double>(),
            .train = scoreFromJson(value.at("train")),
            .validation = scoreFromJson(value.at("validation")),
            .best = {} };
        // Earlier versions could take what is not a number for the best.
        if (value.contains("best") && !value["best"].at("val_loss").is_null())
            position.best = reportFromJson(value["best"]);
        if (position.epochsDone > position.epoch || !(position.seconds >= 0))
            throw Error(kDamaged);
        return position;
    } catch (const json::exception &) {
        throw Error(kDamaged);
    }
}

std::string toText(const TrainerSettings &settings)
{
    json value { { kInEffect, json::object() }, { "requested", json::object() },
        { "changes", json::array() } };
    for (std::size_t i = 0; i < liveSettings().size(); ++i) {
        const std::string &name = liveSettings()[i]->field.name;
        value[kInEffect][name] = settings.inEffect[i];
        value["requested"][name] = settings.requested[i];
    }
    for (const SettingChange &change : settings.changes)
        value["changes"].push_back({ { "batch", change.batch }, { "name", change.setting },
            { "from", change.from }, { "to", change.to } });
    return value.dump();
}

namespace {

/// The settings that were requested, under whatever name the first versions had for them: the
/// object beside those in effect.
const json &requestedPart(const json &value)
{
    const auto items = value.items();
    const auto found = std::find_if(items.begin(), items.end(),
        [](const auto &item) { return item.value().is_object() && item.key() != kInEffect; });
    if (found == items.end())
        throw Error(kDamaged);
    return value.at(found.key());
}

} // namespace

TrainerSettings settingsFromText(const std::string &text)
{
    try {
        const json value = json::parse(text);
        const json &requested = requestedPart(value);
        TrainerSettings settings;
        for (std::size_t i = 0; i < liveSettings().size(); ++i) {
            const std::string &name = liveSettings()[i]->field.name;
            settings.inEffect[i] = value.at(kInEffect).at(name).get<double>();
            settings.requested[i] = requested.at(name).get<double>();
        }
        for (const json &change : value.at("changes"))
            settings.changes.push_back({ .batch = countAt<std::int64_t>(change, "batch"),
                .setting = liveSetting(change.at("name").get<std::string>()).field.name,
                .from = change.at("from").get<double>(),
                .to = change.at("to").get<double>() });
        return settings;
    } catch (const json::exception &) {
        throw Error(kDamaged);
    }
}

std::string toText(double value)
{
    std::array<char, 32> text {};
    return { text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr };
}

double numberFromText(const std::string &text)
{
    return parsed<double>(text);
}

std::int64_t integerFromText(const std::string &text)
{
    return parsed<std::int64_t>(text);
}

} // namespace convscope
