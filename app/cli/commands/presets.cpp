// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/setup/presets.h"
#include "app/cli/command.h"
#include "core/base/error.h"
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

struct PresetsOptions {
    bool json = false;
    std::string show;
};

std::size_t parameterCount(const ModelSpec &model)
{
    std::size_t count = 0;
    for (const LayerSummary &layer : inferShapes(model))
        count += layer.parameters;
    return count;
}

int listPresets(const PresetsOptions &options)
{
    if (!options.show.empty()) {
        const Preset *preset = findPreset(options.show);
        if (!preset)
            throw Error("--show: there is no preset '" + options.show + "'; 'presets' lists them");
        print(toJson(*preset));
        return Done;
    }
    nlohmann::json list = nlohmann::json::array();
    for (const Preset &preset : presets()) {
        const Shape &input = preset.config.model.input;
        list.push_back({ { "name", preset.name }, { "summary", preset.summary },
            { "input", { input.c, input.h, input.w } },
            { "parameters", parameterCount(preset.config.model) } });
        if (!options.json)
            std::cout << preset.name << "  (" << toString(input) << ", "
                      << parameterCount(preset.config.model) << " parameters)\n    "
                      << preset.summary << '\n';
    }
    if (options.json)
        print(nlohmann::json { { "presets", list } });
    return Done;
}

} // namespace

void addPresets(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<PresetsOptions>();
    CLI::App *command
        = app.add_subcommand("presets", "List the networks that come with a recipe, or show one");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->add_option("--show", options->show,
        "Print this preset's model JSON, which can be edited and used as a SPEC");
    command->callback([options, &action] {
        action = [options] {
            return listPresets(*options);
        };
    });
}

} // namespace convscope::cli
