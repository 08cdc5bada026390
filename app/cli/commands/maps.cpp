// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/base/files/file_ending.h"
#include "core/base/utf8_name.h"
#include "core/data/decode/image_decode.h"
#include "core/io/report/map_files.h"
#include "core/io/tensors/model_file.h"
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

struct MapsOptions {
    std::string model, image, out;
    std::vector<std::string> layers;
    bool json = false;
};

Image decoded(const std::string &path)
{
    try {
        return readImage(path);
    } catch (const Error &error) {
        throw Error(path + ": " + error.what());
    }
}

std::vector<LayerMaps> chosenLayers(const FeatureMaps &maps, const std::vector<std::string> &names)
{
    for (const std::string &name : names)
        if (!maps.layer(name))
            throw Error("--layer " + name + ": the model has no such layer; 'info' lists them");
    return chosenMaps(maps, names);
}

int writeMaps(const MapsOptions &options)
{
    const bool asArrays = endingOf(options.out) == ".npz";
    if (!asArrays)
        requireFolderName(options.out);
    Predictor predictor(std::make_shared<const TrainedModel>(loadModel(options.model)));
    const std::vector<LayerMaps> layers
        = chosenLayers(predictor.maps(decoded(options.image)), options.layers);
    endIfInterrupted();
    std::vector<std::string> files { utf8Name(options.out) };
    if (asArrays) {
        writeMapArrays(options.out, layers);
    } else {
        files.clear();
        for (const auto &file : writeMapSheets(options.out, layers))
            files.push_back(utf8Name(file.string()));
    }
    if (options.json)
        print(nlohmann::json { { "files", files } });
    else
        for (const std::string &file : files)
            std::cout << file << '\n';
    return Done;
}

} // namespace

void addMaps(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<MapsOptions>();
    CLI::App *command = app.add_subcommand("maps", "Write what every layer makes of an image");
    command->add_option("MODEL", options->model, "A run folder or a .safetensors model")
        ->required();
    command->add_option("IMAGE", options->image, "An image")->required();
    command->add_option("--out", options->out, "FILE.npz, or a folder for one PNG a layer")
        ->required();
    command->add_option("--layer", options->layers, "Only this layer; may be given several times");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return writeMaps(*options);
        };
    });
}

} // namespace convscope::cli
