// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/base/files/file_ending.h"
#include "core/base/words.h"
#include "core/io/export/model_summary.h"
#include "core/io/tensors/model_file.h"
#include "core/kinds/kinds.h"
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::json;

struct InfoOptions {
    std::string model, out;
    bool json = false;
};

json facts(const TrainedModel &model)
{
    json layers = json::array();
    std::size_t parameters = 0;
    for (const LayerSummary &layer : inferShapes(model.spec)) {
        layers.push_back({ { "name", layer.name }, { "kind", layer.kind },
            { "output", { layer.output.c, layer.output.h, layer.output.w } },
            { "parameters", layer.parameters } });
        parameters += layer.parameters;
    }
    layers.push_back({ { "name", softmaxKind().name }, { "kind", softmaxKind().name },
        { "output", layers.back()["output"] }, { "parameters", 0 } });
    const Shape &input = model.spec.input;
    return { { "layers", layers }, { "parameters", parameters }, { "classes", model.classes },
        { "input", { input.c, input.h, input.w } },
        { "preprocessing", toJson(model.preprocessing) }, { "model", toJson(model.spec) },
        { "batch", model.batch }, { "epoch", model.epoch } };
}

std::string textOf(const TrainedModel &model)
{
    return modelSummaryText(model.spec, model.classes) + "preprocessing: "
        + toJson(model.preprocessing).dump() + "\ntrained for " + grouped(std::size_t(model.batch))
        + " batches" + " (epoch " + std::to_string(model.epoch) + ")\n";
}

void writeSummary(const std::string &path, const TrainedModel &model)
{
    const bool isImage = endingOf(path) == ".svg";
    if (endingOf(path).empty())
        throw Error(
            "--out " + path + ": name a .txt file for a table or an .svg file for an image");
    writeFileNamed(path, { ".txt", ".svg" },
        isImage ? modelSummarySvg(model.spec, model.classes) : textOf(model));
}

int showInfo(const InfoOptions &options)
{
    const TrainedModel model = loadModel(options.model);
    if (!options.out.empty())
        writeSummary(options.out, model);
    if (options.json)
        print(facts(model));
    else if (options.out.empty())
        std::cout << textOf(model);
    return Done;
}

} // namespace

void addInfo(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<InfoOptions>();
    CLI::App *command = app.add_subcommand("info", "Show what is in a trained model");
    command->add_option("MODEL", options->model, "A run folder or a .safetensors model")
        ->required();
    command->add_option(
        "--out", options->out, "Write the network as a table (.txt) or an image (.svg)");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return showInfo(*options);
        };
    });
}

} // namespace convscope::cli
