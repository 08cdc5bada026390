// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/base/files/file_ending.h"
#include "core/base/rounding.h"
#include "core/base/utf8_name.h"
#include "core/data/decode/image_decode.h"
#include "core/inspect/network/image_predictions.h"
#include "core/io/report/predictions_csv.h"
#include "core/io/tensors/model_file.h"
#include "core/nn/softmax_cross_entropy.h"
#include "core/train/measure/evaluation.h"
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <numeric>

namespace convscope::cli {

namespace {

using Json = nlohmann::ordered_json; // probabilities stay sorted by size

struct PredictOptions {
    std::string model, label, csv;
    std::vector<std::string> paths;
    int top = 0;
    bool json = false;
};

Json prediction(const FeatureMaps &maps, const std::string &path, int top, int label)
{
    std::vector<std::size_t> order(maps.probabilities.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::ranges::stable_sort(
        order, std::greater<>(), [&](std::size_t k) { return maps.probabilities[k]; });
    Json probabilities = Json::object();
    for (std::size_t i = 0; i < order.size() && (top == 0 || i < std::size_t(top)); ++i)
        probabilities[maps.classes[order[i]]] = maps.probabilities[order[i]];
    Json entry { { "path", path }, { "class", maps.classes[order[0]] },
        { "probability", maps.probabilities[order[0]] }, { "probabilities", probabilities } };
    if (label >= 0) {
        const LayerMaps &logits = maps.layers[maps.layers.size() - 2]; // before the softmax
        const Buffer values(logits.values.begin(), logits.values.end());
        entry["loss"] = crossEntropy(values, label);
    }
    return entry;
}

int labelIndex(const TrainedModel &model, const std::string &label)
{
    if (label.empty())
        return -1;
    const auto found = std::ranges::find(model.classes, label);
    if (found == model.classes.end())
        throw Error("--label " + label + ": the model has no such class; 'info' lists them");
    return static_cast<int>(found - model.classes.begin());
}

void printText(const Json &entry)
{
    std::cout << entry["path"].get<std::string>() << ": " << entry["class"].get<std::string>()
              << " (" << percentText(inner(entry["probability"].get<double>())) << ")\n";
}

int predict(const PredictOptions &options)
{
    requireEnding(options.csv, { ".csv" });
    const auto model = std::make_shared<const TrainedModel>(loadModel(options.model));
    const int label = labelIndex(*model, utf8Text(options.label)); // as it is shown
    Predictor predictor(model);
    Json predictions = Json::array();
    std::vector<ImagePrediction> table;
    std::size_t failed = 0;
    for (const std::string &file : imageFiles(options.paths)) {
        endIfInterrupted();
        const std::string path = utf8Name(file);
        try {
            const FeatureMaps maps = predictor.maps(readImage(file));
            requireAnswer(maps.probabilities);
            predictions.push_back(prediction(maps, path, options.top, label));
            table.push_back({ path, maps.probabilities, {} });
            if (!options.json)
                printText(predictions.back());
        } catch (const Error &error) {
            predictions.push_back({ { "path", path }, { "error", error.what() } });
            table.push_back({ path, {}, error.what() });
            complain(path + ": " + error.what());
            ++failed;
        }
    }
    const std::size_t all = predictions.size();
    if (all == 0)
        throw Error(options.paths.front() + ": there are no images here");
    if (!options.csv.empty() && failed < all)
        writeFileNamed(options.csv, { ".csv" }, predictionTable(model->classes, table));
    if (options.json)
        print(Json { { "predictions", std::move(predictions) } });
    return failed == 0 ? Done : failed < all ? SomeUnread : BadInput;
}

} // namespace

void addPredict(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<PredictOptions>();
    CLI::App *command = app.add_subcommand("predict", "Classify images");
    command->add_option("MODEL", options->model, "A run folder or a .safetensors model")
        ->required();
    command->add_option("PATH", options->paths, "Images, or folders of images")->required();
    command->add_option("--top", options->top, "List only the most probable classes")
        ->check(CLI::PositiveNumber);
    command->add_option("--label", options->label, "The true class; adds the loss of each image");
    command->add_option("--csv", options->csv, "Also write a table, a line an image");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return predict(*options);
        };
    });
}

} // namespace convscope::cli
