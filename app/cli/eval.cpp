// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/left_out_options.h"
#include "core/base/error.h"
#include "core/data/picture_cache.h"
#include "core/io/model_file.h"
#include "core/io/run_folder.h"
#include "core/train/evaluation.h"
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::json;

struct Options {
    std::string model, dataset, split = "all";
    bool json = false, cache = true;
};

/// The settings of the run that MODEL is; none for a model file.
std::optional<RunConfig> runOf(const Options &options)
{
    if (!std::filesystem::is_directory(options.model))
        return {};
    return RunFolder::config(options.model);
}

// A run's own way of splitting, so that its validation pictures are the same again.
LoadOptions loadOptions(
    const Options &options, const std::optional<RunConfig> &run, const TrainedModel &model)
{
    LoadOptions load { .preprocessing = model.preprocessing };
    if (options.cache)
        load.cache = cacheFolder();
    if (run) {
        load.validation = run->validation;
        load.test = run->test;
        load.limit = run->limit;
        load.seed = run->seed;
    }
    return load;
}

// What a run left out is not scored either: its split is drawn from the rest, and the network has
// no answer for a class that it never met.
std::shared_ptr<const Dataset> openFor(
    const Options &options, const std::optional<RunConfig> &run, const Progress &progress)
{
    std::shared_ptr<const Dataset> dataset = openDataset(options.dataset, progress);
    if (!run)
        return dataset;
    const std::string missing = describe(run->leftOut, *dataset);
    if (!missing.empty())
        std::cerr << "not scored, because this run left them out: " << missing << '\n';
    return withoutLeftOut(std::move(dataset), run->leftOut);
}

ImageSet chosenSet(const TrainingData &data, const std::string &split)
{
    ImageSet chosen;
    chosen.shape = data.train.shape;
    for (const Split which : { Split::Train, Split::Validation, Split::Test }) {
        if (split != "all" && split != toString(which))
            continue;
        const ImageSet &set = data.split(which);
        chosen.pixels.append(set.pixels);
        chosen.labels.insert(chosen.labels.end(), set.labels.begin(), set.labels.end());
        chosen.samples.insert(chosen.samples.end(), set.samples.begin(), set.samples.end());
    }
    if (chosen.size() == 0)
        throw Error("--split " + split + ": this dataset has no such pictures; try --split all");
    return chosen;
}

json toJson(const ClassMetrics &metrics)
{
    return { { "precision", metrics.precision }, { "recall", metrics.recall },
        { "f1", metrics.f1 } };
}

json toJson(const Evaluation &evaluation)
{
    json classes = json::array();
    for (std::size_t k = 0; k < evaluation.names.size(); ++k) {
        json entry = toJson(evaluation.classes[k]);
        entry["name"] = evaluation.names[k];
        entry["support"] = evaluation.classes[k].support;
        classes.push_back(std::move(entry));
    }
    return { { "images", evaluation.images }, { "loss", evaluation.loss },
        { "accuracy", evaluation.accuracy }, { "classes", classes },
        { "macro", toJson(evaluation.macro) }, { "confusion", evaluation.confusion } };
}

void printText(const Evaluation &evaluation)
{
    std::cout << "pictures: " << evaluation.images << "\nloss: " << rounded(evaluation.loss)
              << "\naccuracy: " << percent(evaluation.accuracy)
              << "\nprecision, recall, F1, pictures of each class:\n";
    for (std::size_t k = 0; k < evaluation.names.size(); ++k) {
        const ClassMetrics &metrics = evaluation.classes[k];
        std::cout << "  " << evaluation.names[k] << ": " << rounded(metrics.precision) << ' '
                  << rounded(metrics.recall) << ' ' << rounded(metrics.f1) << ' ' << metrics.support
                  << '\n';
    }
}

int eval(const Options &options)
{
    watchInterrupts();
    const TrainedModel model = loadModel(options.model);
    ProgressLine progress("evaluating");
    const auto run = runOf(options);
    const auto dataset = openFor(options, run, progress.callback());
    TrainingData data
        = loadTrainingData(*dataset, loadOptions(options, run, model), progress.callback());
    for (const Problem &problem : data.problems)
        std::cerr << "left out: " << problem.path << ": " << problem.reason << '\n';
    ImageSet set = chosenSet(data, options.split);
    relabel(set, data.classes, model.classes);
    ThreadPool pool(0);
    const Evaluation evaluation = evaluate(model, set, pool, progress.callback());
    if (options.json)
        print(toJson(evaluation));
    else
        printText(evaluation);
    return Done;
}

} // namespace

void addEval(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("eval", "Measure a trained model on a dataset");
    command->add_option("MODEL", options->model, "A run folder or a .safetensors model")
        ->required();
    command->add_option("DATASET", options->dataset, "A folder or file, or sample:digits")
        ->required();
    command->add_option("--split", options->split, "all, train, val or test")
        ->check(CLI::IsMember({ "all", "train", "val", "test" }));
    command->add_flag("!--no-cache", options->cache,
        "Neither use nor keep pictures decoded before (CONVSCOPE_CACHE)");
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return eval(*options);
        };
    });
}

} // namespace convscope::cli
