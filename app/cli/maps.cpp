// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/data/image_decode.h"
#include "core/data/image_draw.h"
#include "core/inspect/map_picture.h"
#include "core/io/model_file.h"
#include "core/io/npz.h"
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

namespace fs = std::filesystem;

struct Options {
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
    std::vector<LayerMaps> chosen { maps.input };
    for (const std::string &name : names)
        if (!maps.layer(name))
            throw Error("--layer " + name + ": the model has no such layer; 'info' lists them");
    for (const LayerMaps &layer : maps.layers)
        if (names.empty() || std::ranges::count(names, layer.name) > 0)
            chosen.push_back(layer);
    return chosen;
}

// Flat layers have one dimension, maps three.
NamedTensor asArray(const LayerMaps &layer)
{
    const Shape &shape = layer.shape;
    std::vector<std::size_t> dims { std::size_t(shape.c), std::size_t(shape.h),
        std::size_t(shape.w) };
    if (layer.kind == "flatten" || layer.kind == "dense" || layer.kind == "softmax")
        dims.resize(1);
    Tensor tensor(dims);
    std::ranges::copy(layer.values, tensor.values().begin());
    return { layer.name, std::move(tensor) };
}

std::vector<std::string> writePictures(const fs::path &folder, const std::vector<LayerMaps> &layers)
{
    std::error_code fault;
    fs::create_directories(folder, fault);
    if (fault)
        throw Error(folder.string() + ": cannot make the folder: " + fault.message());
    std::vector<std::string> files;
    for (const LayerMaps &layer : layers) {
        AtomicFile file(folder / (layer.name + ".png"));
        file.write(encodePng(mapGridPicture(layer)));
        file.commit();
        files.push_back((folder / (layer.name + ".png")).string());
    }
    return files;
}

int writeMaps(const Options &options)
{
    Predictor predictor(std::make_shared<const TrainedModel>(loadModel(options.model)));
    const std::vector<LayerMaps> layers
        = chosenLayers(predictor.maps(decoded(options.image)), options.layers);
    std::vector<std::string> files { options.out };
    if (options.out.ends_with(".npz")) {
        std::vector<NamedTensor> arrays;
        arrays.reserve(layers.size());
        for (const LayerMaps &layer : layers)
            arrays.push_back(asArray(layer));
        writeNpz(options.out, arrays);
    } else {
        files = writePictures(options.out, layers);
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
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("maps", "Write what every layer makes of a picture");
    command->add_option("MODEL", options->model, "A run folder or a .safetensors model")
        ->required();
    command->add_option("IMAGE", options->image, "A picture")->required();
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
