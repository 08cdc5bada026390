// SPDX-License-Identifier: GPL-3.0-or-later
// The common part of all settings: texts, ranges, and those that change in the course of a run.
#include "core/base/error.h"
#include "core/train/setup/settings.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace convscope {

namespace {

/// As short as it comes back the same; whole numbers with all their digits.
std::string numberText(double value)
{
    std::array<char, 32> text {};
    const auto format
        = value == std::floor(value) ? std::chars_format::fixed : std::chars_format::general;
    return { text.data(),
        std::to_chars(text.data(), text.data() + text.size(), value, format).ptr };
}

const Setting *find(std::string_view name)
{
    const auto &all = settings();
    const auto found = std::ranges::find_if(all, [name](const Setting &setting) {
        return name == setting.id || name == setting.field.name;
    });
    return found == all.end() ? nullptr : &*found;
}

template<typename Number>
std::optional<Number> parsed(const std::string &text)
{
    Number number {};
    const char *const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && at == end ? std::optional(number) : std::nullopt;
}

/// Nothing where it is not of the setting's type.
std::optional<FieldValue> typed(const Setting &setting, const std::string &text)
{
    switch (setting.field.type) {
    case Field::Type::Flag:
        if (text == "on" || text == "off")
            return text == "on";
        return {};
    case Field::Type::Whole:
        if (const auto number = parsed<std::uint64_t>(text))
            return *number;
        return {};
    case Field::Type::Real:
        if (const auto number = parsed<double>(text))
            return *number;
        return {};
    default:
        return text;
    }
}

bool isInRange(const Setting &setting, const FieldValue &value)
{
    try {
        checked(setting.field, value);
    } catch (const Error &) {
        return false;
    }
    return setting.choices.empty()
        || std::ranges::count(setting.field.choices, readable(value)) > 0;
}

} // namespace

const Setting &settingOf(std::string_view name)
{
    if (const Setting *setting = find(name))
        return *setting;
    std::string known;
    for (const Setting &setting : settings())
        known += (known.empty() ? "" : ", ") + setting.field.name;
    throw Error("unknown setting '" + std::string(name) + "'; known are " + known);
}

bool applies(const Setting &setting, const RunConfig &config)
{
    return !setting.applies || setting.applies(config);
}

std::string plainTitle(const Setting &setting)
{
    std::string title(setting.title);
    std::erase(title, '&');
    return title;
}

std::string valueText(const Setting &setting, const FieldValue &value)
{
    const std::string text = readable(value);
    const auto choice = std::ranges::find(setting.choices, text, &Setting::Choice::value);
    if (choice != setting.choices.end())
        return choice->title;
    if (const bool *flag = std::get_if<bool>(&value))
        return *flag ? "on" : "off";
    const double *real = std::get_if<double>(&value);
    if (!setting.zero.empty() && text == "0")
        return zeroText(setting);
    if (real && setting.field.unit == "share") {
        constexpr double kDigits = 1e9; // further digits are rounding
        return numberText(std::round(*real * 100 * kDigits) / kDigits) + " %";
    }
    const std::string number = real ? numberText(*real) : text;
    return setting.field.unit.empty() ? number : number + " " + setting.field.unit;
}

std::string zeroText(const Setting &setting)
{
    return std::string(setting.zero.substr(0, setting.zero.find(" (%1)")));
}

std::string rangeText(const Setting &setting)
{
    const Field &field = setting.field;
    if (field.type == Field::Type::Flag)
        return "on, off";
    if (field.type == Field::Type::Text)
        return "LIST";
    if (setting.choices.empty())
        return numberText(field.minimum) + " to " + numberText(field.maximum);
    std::string text;
    for (const Setting::Choice &choice : setting.choices)
        text += (text.empty() ? "" : ", ") + choice.value;
    return text;
}

FieldValue valueFromText(const Setting &setting, const std::string &text)
{
    const auto value = typed(setting, text);
    if (value && isInRange(setting, *value))
        return *value;
    const bool isNumber = setting.choices.empty() && setting.field.type != Field::Type::Flag;
    const bool isWhole = setting.field.type == Field::Type::Whole;
    throw Error("'" + text + "': it must be "
        + (isNumber ? (isWhole ? "a whole number from " : "a number from ") : "one of ")
        + rangeText(setting));
}

std::string keyOf(const Setting &setting)
{
    return std::string(setting.jsonKey.substr(setting.jsonKey.rfind('.') + 1));
}

void setChecked(RunConfig &config, const Setting &setting, const FieldValue &value)
{
    Field named = setting.field;
    named.name = keyOf(setting);
    if (setting.mayBeMore) // training calculates with floats
        named.maximum = double(std::numeric_limits<float>::max());
    const FieldValue fitting = checked(named, value);
    if (!setting.choices.empty() && !isInRange(setting, fitting))
        throw Error("'" + named.name + "' must be one of " + rangeText(setting));
    setting.set(config, fitting);
}

void checkRule(const RunConfig &config, const Setting &setting)
{
    if (setting.rule.holds && !setting.rule.holds(config))
        throw Error("'" + keyOf(setting) + "' must be " + setting.rule.sentence);
}

void setAll(RunConfig &config, const FieldValues &values)
{
    for (const auto &[id, value] : values)
        setChecked(config, settingOf(id), value);
}

const std::vector<const Setting *> &liveSettings()
{
    static const std::vector<const Setting *> live = [] {
        std::vector<const Setting *> found;
        for (const auto when :
            { Setting::Live::NextBatch, Setting::Live::NextEpoch, Setting::Live::WhenResumed })
            for (const Setting &setting : settings())
                if (setting.live == when)
                    found.push_back(&setting);
        return found;
    }();
    return live;
}

const Setting &liveSetting(std::string_view name)
{
    std::string known;
    for (const Setting *setting : liveSettings()) {
        if (setting->field.name == name)
            return *setting;
        known += (known.empty() ? "" : ", ") + setting->field.name;
    }
    throw Error("unknown setting '" + std::string(name) + "'; known are " + known);
}

double numberOf(const RunConfig &config, const Setting &setting)
{
    const FieldValue value = setting.get(config);
    const auto *whole = std::get_if<std::uint64_t>(&value);
    return whole ? double(*whole) : std::get<double>(value);
}

SettingValues valuesOf(const RunConfig &config)
{
    SettingValues values {};
    for (std::size_t i = 0; i < liveSettings().size(); ++i)
        values[i] = numberOf(config, *liveSettings()[i]);
    return values;
}

void setValues(RunConfig &config, const SettingValues &values)
{
    for (std::size_t i = 0; i < liveSettings().size(); ++i)
        setChecked(config, *liveSettings()[i], values[i]);
}

} // namespace convscope
