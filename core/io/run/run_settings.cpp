// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/run_settings.h"
#include "core/base/error.h"
#include "core/train/setup/settings.h"
#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

namespace convscope {

using nlohmann::json;

namespace {

/// Those that settings are not, such as "input" of the "model", and of other versions.
std::string spaced(std::string name)
{
    std::ranges::replace(name, '_', ' ');
    return name;
}

std::string jsonText(const json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_boolean())
        return value.get<bool>() ? "on" : "off";
    constexpr double kMaxWhole = 1e9;
    if (value.is_number_float() && std::abs(value.get<double>()) < kMaxWhole
        && value.get<double>() == std::trunc(value.get<double>()))
        return std::to_string(std::int64_t(value.get<double>())); // 8 for 8.0
    if (!value.is_array())
        return value.dump(-1, ' ', false, json::error_handler_t::replace);
    std::string text;
    for (const json &part : value)
        text += (text.empty() ? "" : ", ") + jsonText(part);
    return text.empty() ? "none" : text;
}

/// "conv (filters 16, kernel 3)".
std::string layerText(const json &layer)
{
    std::string options;
    for (const auto &[name, value] : layer.items())
        if (name != "kind" && name != "name")
            options += (options.empty() ? "" : ", ") + spaced(name) + " " + jsonText(value);
    const std::string kind = jsonText(layer["kind"]);
    return options.empty() ? kind : kind + " (" + options + ")";
}

bool isListOfLayers(const json &value)
{
    return value.is_array() && !value.empty() && std::ranges::all_of(value, [](const json &part) {
        return part.is_object() && part.contains("kind");
    });
}

/// The setting at a path such as "optimizer.rate", with its title; nothing where none is there.
std::optional<SettingText> textOf(const std::string &path, const json &value)
{
    const auto found = std::ranges::find(settings(), path, &Setting::jsonKey);
    if (found == settings().end())
        return {};
    std::string title = plainTitle(*found);
    title.front() = char(std::tolower(static_cast<unsigned char>(title.front())));
    if (value.is_structured())
        return SettingText { title, jsonText(value) };
    try {
        const FieldValue own = checked(found->field, fieldValueFromJson(path, value));
        return SettingText { title, valueText(*found, own) };
    } catch (const Error &) {
        return SettingText { title, jsonText(value) };
    }
}

/// "left out · files" for "left_out.files"; the images' shape is the model's only number.
std::string readablePath(std::string path)
{
    if (path == "model.input")
        return "input";
    if (const std::size_t dot = path.find('.'); dot != std::string::npos)
        path.replace(dot, 1, " · ");
    return spaced(path);
}

void collect(const std::string &path, const json &value, std::vector<SettingText> &texts)
{
    if (value.is_object()) {
        for (const auto &[field, inner] : value.items())
            collect(path.empty() ? field : path + "." + field, inner, texts);
        return;
    }
    if (!isListOfLayers(value)) {
        texts.push_back(
            textOf(path, value).value_or(SettingText { readablePath(path), jsonText(value) }));
        return;
    }
    int place = 0;
    for (const json &layer : value)
        texts.push_back({ "layer " + std::to_string(++place), layerText(layer) });
}

} // namespace

std::vector<SettingText> settingTexts(const json &saved)
{
    std::vector<SettingText> texts;
    collect({}, saved, texts);
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
