// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/demo/chelsea.h"
#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/base/files/file_ending.h"
#include "core/base/files/staged_files.h"
#include "core/base/utf8_name.h"
#include "core/data/decode/image_decode.h"
#include "core/io/tensors/npz.h"
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

namespace fs = std::filesystem;

struct ChelseaOptions {
    std::string out, image;
    std::uint64_t seed = kChelseaSeed;
    bool json = false;
};

DemoImage chosenImage(const std::string &path)
{
    if (path.empty())
        return demoImage(chelseaImage());
    try {
        return demoImage(readImage(path));
    } catch (const Error &error) {
        throw Error(path + ": " + error.what());
    }
}

NamedTensor asArray(const std::string &name, const LayerMaps &layer)
{
    Tensor tensor(
        { std::size_t(layer.shape.c), std::size_t(layer.shape.h), std::size_t(layer.shape.w) });
    std::ranges::copy(layer.values, tensor.values().begin());
    return { name, std::move(tensor) };
}

/// The input, the filters of each layer, and what each layer gave.
std::vector<NamedTensor> arraysOf(const TrainedModel &model, const FeatureMaps &maps)
{
    std::vector<NamedTensor> arrays { asArray(maps.input.name, maps.input) };
    for (std::size_t i = 0; i < model.parameters.size(); ++i)
        arrays.push_back({ "filters" + std::to_string(i + 1), model.parameters[i].value });
    for (const LayerMaps &layer : maps.layers)
        if (layer.end != NetworkEnd::Output) // there are no classes
            arrays.push_back(asArray(layer.name, layer));
    return arrays;
}

/// Returns what was written.
std::vector<std::string> writeAll(
    const fs::path &folder, const TrainedModel &model, const FeatureMaps &maps)
{
    std::vector<std::string> files;
    writeFolder(folder, [&](const fs::path &staged) {
        for (const fs::path &path : writeChelseaFigures(staged, maps))
            files.push_back(utf8Name((folder / path.filename()).string()));
        endIfInterrupted();
        files.push_back(utf8Name((folder / "maps.npz").string()));
        writeNpz(staged / "maps.npz", arraysOf(model, maps));
    });
    return files;
}

nlohmann::json figuresOf(const LayerMaps &layer)
{
    nlohmann::json maps = nlohmann::json::array();
    for (int map = 0; map < layer.shape.c; ++map) {
        const auto values = layer.map(map);
        const auto [low, high] = std::ranges::minmax(values);
        double sum = 0;
        for (const float value : values)
            sum += double(value);
        maps.push_back(
            { { "min", low }, { "max", high }, { "mean", sum / double(values.size()) } });
    }
    return { { "name", layer.name }, { "shape", { layer.shape.c, layer.shape.h, layer.shape.w } },
        { "maps", maps } };
}

int runDemo(const ChelseaOptions &options)
{
    requireFolderName(options.out);
    const DemoImage image = chosenImage(options.image);
    const auto model = std::make_shared<const TrainedModel>(
        chelseaModel(image.shape, chelseaFilters(options.seed)));
    Predictor predictor(model);
    const FeatureMaps maps = predictor.mapsOfValues(image.values);
    endIfInterrupted();
    const std::vector<std::string> files = writeAll(options.out, *model, maps);
    if (options.json) {
        nlohmann::json layers = nlohmann::json::array();
        for (const LayerMaps &layer : maps.layers)
            if (layer.end != NetworkEnd::Output)
                layers.push_back(figuresOf(layer));
        print(nlohmann::json { { "files", files }, { "seed", options.seed },
            { "shrunk", image.shrunk }, { "layers", layers } });
        return Done;
    }
    if (image.shrunk)
        std::cerr << "the image was shrunk to " << image.shape.w << " x " << image.shape.h << '\n';
    for (const std::string &file : files)
        std::cout << file << '\n';
    return Done;
}

} // namespace

void addChelsea(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<ChelseaOptions>();
    CLI::App *command = app.add_subcommand("chelsea",
        "The demonstration: a cat under edge filters and random ones, three layers deep");
    command->add_option("--out", options->out, "A folder for L1.png L2.png L3.png and maps.npz")
        ->required();
    command->add_option("--seed", options->seed, "Of the random filters of layers 2 and 3")
        ->capture_default_str();
    command->add_option("--picture", options->image, "Another image in place of the cat");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return runDemo(*options);
        };
    });
}

} // namespace convscope::cli
