// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/base/files/file_ending.h"
#include "core/base/utf8_name.h"
#include "core/base/words.h"
#include "core/io/import/weight_import.h"
#include "core/io/tensors/model_file.h"
#include "core/train/setup/presets.h"
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

namespace convscope::cli {

namespace {

using nlohmann::json;

struct ImportOptions {
    std::string weights, model, out;
    std::optional<std::string> classes, normalize;
    std::vector<double> mean, stddev;
    bool keras = false, mlx = false, json = false;
};

std::vector<std::string> classesFrom(const std::string &list)
{
    std::vector<std::string> classes;
    std::istringstream names(utf8Text(list) + ",");
    for (std::string name; std::getline(names, name, ',');) {
        if (name.empty())
            throw Error("--classes: a name is empty; give them as a,b,c");
        if (std::ranges::count(classes, name) != 0)
            throw Error("--classes: '" + name + "' is there twice");
        classes.push_back(name);
    }
    return classes;
}

std::vector<std::string> countedClasses(const ModelSpec &spec)
{
    std::vector<std::string> classes;
    for (std::size_t i = 0; i < inferShapes(spec).back().output.size(); ++i)
        classes.push_back(std::to_string(i));
    return classes;
}

// The weights do not tell how images were standardized.
void applyNormalization(const ImportOptions &options, Preprocessing &preprocessing)
{
    if (options.normalize) {
        try {
            preprocessing.normalization = normalizationFromString(*options.normalize);
        } catch (const Error &error) {
            throw Error(std::string("--normalize: ") + error.what());
        }
    }
    const auto channels = static_cast<std::size_t>(preprocessing.channels);
    if (preprocessing.normalization != Normalization::Standard) {
        if (!options.mean.empty() || !options.stddev.empty())
            throw Error("--mean: it goes with --normalize standard; give that too");
        preprocessing.mean.clear();
        preprocessing.stddev.clear();
        return;
    }
    for (const auto &[values, option] :
        { std::pair(&options.mean, "--mean"), std::pair(&options.stddev, "--deviation") })
        if (values->size() != channels)
            throw Error(std::string(option) + ": give " + std::to_string(channels)
                + (channels == 1 ? " number" : " numbers, such as 0.5,0.5,0.5,")
                + " of the training images, from 0 to 1, or another --normalize than standard");
    preprocessing.mean = options.mean;
    preprocessing.stddev = options.stddev;
    preprocessing = preprocessingFromJson(toJson(preprocessing)); // checks the values
}

json toJson(const WeightImport &import, const std::vector<std::string> &notes)
{
    json matches = json::array();
    for (const WeightMatch &match : import.mapping().matches)
        matches.push_back({ { "source", match.source }, { "source_shape", match.sourceDims },
            { "parameter", match.parameter }, { "shape", match.dims },
            { "how", toString(match.arrangement) } });
    return { { "mapping", matches }, { "notes", notes }, { "left_out", import.excluded() } };
}

void printText(const WeightImport &import, const std::vector<std::string> &notes)
{
    for (const WeightMatch &match : import.mapping().matches)
        std::cout << match.source << "  " << shapeText(match.sourceDims) << "  →  "
                  << match.parameter << "  " << shapeText(match.dims) << "  "
                  << toString(match.arrangement) << '\n';
    for (const std::string &what : import.excluded())
        std::cout << "left out: " << what << '\n';
    for (const std::string &note : notes)
        std::cout << "note: " << note << '\n';
    std::cout << std::flush;
}

bool fits(const ImportOptions &options, const ModelSpec &spec)
{
    try {
        const WeightImport import(
            options.weights, spec, { .keras = options.keras, .mlx = options.mlx });
        return true;
    } catch (const Error &) {
        return false;
    }
}

/// Where only the number of --classes is to blame, it says so.
WeightImport readWeights(const ImportOptions &options, const ModelSpec &spec,
    const ModelSpec &published, std::size_t classes)
{
    try {
        return { options.weights, spec, { .keras = options.keras, .mlx = options.mlx } };
    } catch (const Error &) {
        const std::size_t own = inferShapes(published).back().output.size();
        if (!options.classes || own == classes || !fits(options, published))
            throw;
        throw Error("--classes: these are " + counted(classes, "name")
            + ", but the weights are for " + std::to_string(own));
    }
}

int importWeights(const ImportOptions &options)
{
    requireEnding(options.out, { ".safetensors" });
    RunConfig config = loadSpec(options.model).config;
    applyNormalization(options, config.preprocessing);
    const auto classes
        = options.classes ? classesFrom(*options.classes) : countedClasses(config.model);
    const ModelSpec published = config.model;
    config = adaptedTo(std::move(config), classes);
    const WeightImport import = readWeights(options, config.model, published, classes.size());
    std::vector<std::string> notes = import.mapping().notes;
    settlePreparation(import, options.normalize.has_value(), config.preprocessing, notes);
    if (!options.json)
        printText(import, notes);
    endIfInterrupted();
    writeModelFile(options.out,
        { .spec = import.spec(),
            .classes = classes,
            .preprocessing = config.preprocessing,
            .parameters = import.parameters() });
    if (options.json) {
        json result = toJson(import, notes);
        result["out"] = utf8Name(options.out);
        result["classes"] = classes;
        print(result);
    } else {
        std::cout << utf8Name(options.out) << '\n';
    }
    return Done;
}

} // namespace

void addImport(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<ImportOptions>();
    CLI::App *command
        = app.add_subcommand("import", "Make a model of weights that another program trained");
    command
        ->add_option("WEIGHTS", options->weights,
            "A .npz, .safetensors or pickled dict of NumPy arrays, or a folder of text files")
        ->required();
    command->add_option("--model", options->model, "A preset's name or a model JSON file")
        ->required();
    command->add_option("--out", options->out, "The .safetensors model to write")->required();
    command->add_option("--classes", options->classes, "Their names, as a,b,c; else 0, 1, 2, …");
    command->add_option("--normalize", options->normalize,
        "How the images were prepared: unit, standard or none; else as the recipe");
    command
        ->add_option("--mean", options->mean,
            "With standard: mean of each channel over the training images, from 0 to 1")
        ->delimiter(',');
    command
        ->add_option(
            "--deviation", options->stddev, "With standard: standard deviation of each channel")
        ->delimiter(',');
    command->add_flag("--keras", options->keras,
        "The weights have Keras' order: kernels height, width, in, out; dense in, out; known "
        "without this where the names are Keras'");
    command
        ->add_flag("--mlx", options->mlx,
            "The weights have MLX' order: kernels out, height, width, in; maps flattened likewise")
        ->excludes("--keras");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return importWeights(*options);
        };
    });
}

} // namespace convscope::cli
