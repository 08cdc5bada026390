// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/run_settings.h"
#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

namespace {

const std::string kInside = " · ";

/// "class_weights" in "…" is "class weights"; and what would be odd to read has a name of its own.
std::string readable(const std::string &name)
{
    static const std::map<std::string, std::string> known {
        { "model · input", "input" },
        { "optimizer · kind", "optimizer" },
        { "optimizer · rate", "learning rate" },
        { "schedule · kind", "schedule" },
        { "val", "validation share" },
        { "test", "test share" },
    };
    const auto found = known.find(name);
    std::string text = found == known.end() ? name : found->second;
    std::ranges::replace(text, '_', ' ');
    return text;
}

std::string valueText(const json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_boolean())
        return value.get<bool>() ? "on" : "off";
    constexpr double kMostWhole = 1e9;
    if (value.is_number_float() && std::abs(value.get<double>()) < kMostWhole
        && value.get<double>() == std::trunc(value.get<double>()))
        return std::to_string(std::int64_t(value.get<double>())); // 8 for 8.0
    if (!value.is_array())
        return value.dump(-1, ' ', false, json::error_handler_t::replace);
    std::string text;
    for (const json &part : value)
        text += (text.empty() ? "" : ", ") + valueText(part);
    return text.empty() ? "none" : text;
}

/// "conv (filters 16, kernel 3)".
std::string layerText(const json &layer)
{
    std::string options;
    for (const auto &[name, value] : layer.items())
        if (name != "kind" && name != "name")
            options += (options.empty() ? "" : ", ") + readable(name) + " " + valueText(value);
    const std::string kind = valueText(layer["kind"]);
    return options.empty() ? kind : kind + " (" + options + ")";
}

bool isListOfLayers(const json &value)
{
    return value.is_array() && !value.empty() && std::ranges::all_of(value, [](const json &part) {
        return part.is_object() && part.contains("kind");
    });
}

void collect(const std::string &name, const json &value, std::vector<SettingText> &texts)
{
    if (value.is_object()) {
        for (const auto &[field, inner] : value.items())
            collect(name.empty() ? field : name + kInside + field, inner, texts);
        return;
    }
    if (!isListOfLayers(value)) {
        texts.push_back({ readable(name), valueText(value) });
        return;
    }
    int place = 0;
    for (const json &layer : value)
        texts.push_back({ "layer " + std::to_string(++place), layerText(layer) });
}

} // namespace

std::vector<SettingText> settingTexts(const json &settings)
{
    std::vector<SettingText> texts;
    collect({}, settings, texts);
    return texts;
}

bool SettingRow::differs() const
{
    return std::ranges::any_of(
        values, [this](const std::string &value) { return value != values.front(); });
}

std::vector<SettingRow> alignedSettings(std::span<const std::vector<SettingText>> runs)
{
    std::vector<SettingRow> rows;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        std::size_t next = 0; // where a setting goes that no run before had
        for (const SettingText &setting : runs[run]) {
            const auto found = std::ranges::find(rows, setting.name, &SettingRow::name);
            auto at = std::size_t(found - rows.begin());
            if (found == rows.end()) {
                at = next;
                rows.insert(rows.begin() + std::ptrdiff_t(at),
                    { setting.name, std::vector<std::string>(runs.size()) });
            }
            rows[at].values[run] = setting.value;
            next = at + 1;
        }
    }
    return rows;
}

} // namespace convscope
