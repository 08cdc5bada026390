// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of runs as texts to read and to compare. Pure functions.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

namespace convscope {

struct SettingText {
    std::string name; ///< "learning rate"
    std::string value; ///< "0.001", "10 %", "off"
    friend bool operator==(const SettingText &, const SettingText &) = default;
};

/// Every field of the settings in run.json, also those inside of others, with its title; a line for
/// each layer.
std::vector<SettingText> settingTexts(const nlohmann::json &saved);

/// A setting, and its value in each run; empty in those that have no such setting.
struct SettingRow {
    std::string name;
    std::vector<std::string> values;
    bool differs() const;
};
/// All settings that any of the runs has, each once, in the order of the runs.
std::vector<SettingRow> alignedSettings(std::span<const std::vector<SettingText>> runs);

} // namespace convscope
