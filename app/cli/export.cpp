// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/io/model_file.h"
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

struct Options {
    std::string model, format, out;
    bool json = false;
};

int exportModel(const Options &options)
{
    const auto &formats = exportFormats();
    const auto format = std::ranges::find(
        formats, options.format, [](const ExportFormat &f) { return std::string(f.name); });
    if (format == formats.end()) {
        std::string known;
        for (const ExportFormat &f : formats)
            known += (known.empty() ? "" : ", ") + std::string(f.name);
        throw Error("--format " + options.format + ": formats are " + known);
    }
    format->write(options.out, loadModel(options.model));
    if (options.json)
        print(nlohmann::json { { "format", options.format }, { "out", options.out } });
    else
        std::cout << options.out << '\n';
    return Done;
}

} // namespace

void addExport(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command
        = app.add_subcommand("export", "Write a trained model in a format other programs read");
    command->add_option("MODEL", options->model, "A run folder or a .safetensors model")
        ->required();
    command->add_option("--format", options->format, "safetensors or npz")->required();
    command->add_option("--out", options->out, "The file to write")->required();
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return exportModel(*options);
        };
    });
}

} // namespace convscope::cli
