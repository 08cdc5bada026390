// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/base/utf8_name.h"
#include "core/io/export/model_export.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/number_text.h"
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

struct ExportOptions {
    std::string model, format, out;
    bool json = false;
};

std::string formatNames()
{
    std::string names;
    for (const ExportFormat &format : exportFormats())
        names += (names.empty() ? "" : ", ") + std::string(format.name);
    return names;
}

int exportTo(const ExportOptions &options)
{
    const auto &formats = exportFormats();
    const auto format = std::ranges::find(
        formats, options.format, [](const ExportFormat &f) { return std::string(f.name); });
    if (format == formats.end())
        throw Error("--format " + options.format + ": formats are " + formatNames());
    checkExportName(*format, options.out);
    const TrainedModel model = loadModel(options.model);
    endIfInterrupted();
    const ExportResult result = exportModel(*format, options.out, model);
    if (options.json) {
        std::vector<std::string> files;
        for (const auto &file : result.files)
            files.push_back(utf8Name(file.string()));
        print(nlohmann::json { { "format", options.format }, { "out", utf8Name(options.out) },
            { "files", files }, { "largest_difference", result.largestDifference } });
        return Done;
    }
    for (const auto &file : result.files)
        std::cout << utf8Name(file.string()) << '\n';
    std::cout << "checked: read again, the largest difference of a probability is "
              << shortNumber(result.largestDifference, 2) << '\n';
    return Done;
}

} // namespace

void addExport(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<ExportOptions>();
    CLI::App *command
        = app.add_subcommand("export", "Write a trained model in a format other programs read");
    command->add_option("MODEL", options->model, "A run folder or a .safetensors model")
        ->required();
    command->add_option("--format", options->format, formatNames())->required();
    command->add_option("--out", options->out, "The file to write, or the folder for text")
        ->required();
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return exportTo(*options);
        };
    });
}

} // namespace convscope::cli
