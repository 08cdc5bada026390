// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/settings.h"
#include "app/cli/command.h"
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::ordered_json;

std::string typeOf(const Setting &setting)
{
    if (!setting.choices.empty())
        return "choice";
    switch (setting.field.type) {
    case Field::Type::Flag:
        return "flag";
    case Field::Type::Whole:
        return "whole";
    case Field::Type::Real:
        return "real";
    default:
        return "text";
    }
}

std::string_view toString(Setting::Live live)
{
    switch (live) {
    case Setting::Live::NextBatch:
        return "next batch";
    case Setting::Live::NextEpoch:
        return "next epoch";
    case Setting::Live::WhenResumed:
        return "when resumed";
    case Setting::Live::No:
        break;
    }
    return "no";
}

ordered_json textOrNull(std::string_view text)
{
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json toJson(const Setting &setting)
{
    ordered_json object { { "id", setting.id }, { "flag", textOrNull(setting.cliFlag) },
        { "json", setting.jsonKey }, { "type", typeOf(setting) },
        { "default", convscope::toJson(setting.field.initial) }, { "min", nullptr },
        { "max", nullptr } };
    if (typeOf(setting) == "whole" || typeOf(setting) == "real") {
        object["min"] = setting.field.minimum;
        object["max"] = setting.field.maximum;
    }
    if (!setting.choices.empty())
        object["choices"] = setting.field.choices;
    object["unit"] = textOrNull(setting.field.unit);
    object["help"] = setting.field.help;
    object["live"] = toString(setting.live);
    return object;
}

/// As the README has it.
void printTable()
{
    std::cout << "| setting | on the command line | in files | usual | possible | what it is |\n"
                 "|---|---|---|---|---|---|\n";
    for (const Setting &setting : settings()) {
        const std::string flag(setting.cliFlag);
        const bool isSwitch = setting.field.type == Field::Type::Flag;
        const std::string usual = isSwitch ? valueText(setting, setting.field.initial)
                                           : readable(setting.field.initial);
        std::cout << "| " << plainTitle(setting) << " | " << (flag.empty() ? "" : "`" + flag + "`")
                  << " | `" << setting.jsonKey << "` | " << usual
                  << (usual == "0" && !setting.zero.empty() ? " (" + zeroText(setting) + ")" : "")
                  << " | " << rangeText(setting) << " | " << setting.field.help << " |\n";
    }
}

} // namespace

void addSettings(CLI::App &app, Action &action)
{
    const auto json = std::make_shared<bool>(false);
    CLI::App *command = app.add_subcommand(
        "settings", "List the settings of a run, with their ranges and what they mean");
    command->add_flag("--json", *json, "Print one JSON object");
    command->callback([json, &action] {
        action = [json] {
            if (!*json) {
                printTable();
                return int(Done);
            }
            ordered_json list = ordered_json::array();
            for (const Setting &setting : settings())
                list.push_back(toJson(setting));
            print(ordered_json { { "settings", list } });
            return int(Done);
        };
    });
}

} // namespace convscope::cli
