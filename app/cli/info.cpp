// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/io/model_file.h"
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::json;

struct Options {
    std::string model;
    bool json = false;
};

json describe(const TrainedModel &model)
{
    json layers = json::array();
    std::size_t parameters = 0;
    for (const LayerSummary &layer : inferShapes(model.spec)) {
        layers.push_back({ { "name", layer.name }, { "kind", layer.kind },
            { "output", { layer.output.c, layer.output.h, layer.output.w } },
            { "parameters", layer.parameters } });
        parameters += layer.parameters;
    }
    layers.push_back({ { "name", "softmax" }, { "kind", "softmax" },
        { "output", layers.back()["output"] }, { "parameters", 0 } });
    const Shape &input = model.spec.input;
    return { { "layers", layers }, { "parameters", parameters }, { "classes", model.classes },
        { "input", { input.c, input.h, input.w } },
        { "preprocessing", toJson(model.preprocessing) }, { "model", toJson(model.spec) },
        { "batch", model.batch }, { "epoch", model.epoch } };
}

void printText(const json &info)
{
    for (const json &layer : info["layers"])
        std::cout << layer["name"].get<std::string>() << "  " << layer["kind"].get<std::string>()
                  << "  " << layer["output"].dump() << "  " << layer["parameters"]
                  << " parameters\n";
    std::cout << "parameters in all: " << info["parameters"] << "\nclasses:";
    for (const json &name : info["classes"])
        std::cout << ' ' << name.get<std::string>();
    std::cout << "\npreprocessing: " << info["preprocessing"].dump() << "\ntrained for "
              << info["batch"] << " batches (epoch " << info["epoch"] << ")\n";
}

int showInfo(const Options &options)
{
    const json info = describe(loadModel(options.model));
    if (options.json)
        print(info);
    else
        printText(info);
    return Done;
}

} // namespace

void addInfo(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("info", "Show what is in a trained model");
    command->add_option("MODEL", options->model, "A run folder or a .safetensors model")
        ->required();
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return showInfo(*options);
        };
    });
}

} // namespace convscope::cli
