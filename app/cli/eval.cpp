// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/left_out_options.h"
#include "core/base/error.h"
#include "core/base/file_ending.h"
#include "core/base/rounding.h"
#include "core/data/picture_cache.h"
#include "core/io/confusion_text.h"
#include "core/io/evaluation_export.h"
#include "core/io/model_file.h"
#include "core/io/run_folder.h"
#include "core/train/evaluation_measures.h"
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::json;

struct Options {
    std::string model, dataset, split = "all";
    std::vector<std::string> files = std::vector<std::string>(
        evaluationExports().size()); // to write, one an export; empty: not asked for
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
    std::shared_ptr<const Dataset> dataset = openDataset(
        options.dataset, progress, options.cache ? cacheFolder() : std::filesystem::path());
    if (!run)
        return dataset;
    const std::string missing = describe(run->leftOut, *dataset);
    if (!missing.empty())
        std::cerr << "not scored, because this run left them out: " << missing << '\n';
    return withoutLeftOut(std::move(dataset), run->leftOut);
}

std::optional<Split> chosenSplit(const std::string &name)
{
    for (const Split split : { Split::Train, Split::Validation, Split::Test })
        if (name == toString(split))
            return split;
    return {};
}

json toJson(const Evaluation &evaluation)
{
    json classes = json::array();
    for (std::size_t k = 0; k < evaluation.names.size(); ++k) {
        const ClassMetrics &own = evaluation.classes[k];
        classes.push_back({ { "name", evaluation.names[k] }, { "support", own.support },
            { "precision", orNull(own.precision) }, { "recall", orNull(own.recall) },
            { "f1", orNull(own.f1) } });
    }
    const MeanMetrics &means = evaluation.macro;
    return { { "images", evaluation.images }, { "loss", evaluation.loss },
        { "accuracy", evaluation.accuracy }, { "top2", evaluation.topTwo }, { "classes", classes },
        { "macro",
            { { "precision", orNull(means.precision.value) },
                { "recall", orNull(means.recall.value) }, { "f1", orNull(means.f1.value) },
                { "classes", means.f1.classes }, { "precision_classes", means.precision.classes },
                { "recall_classes", means.recall.classes } } },
        { "confusion", evaluation.confusion } };
}

std::string figures(const std::array<std::optional<double>, 3> &shares, std::size_t pictures)
{
    std::string text = ":";
    for (const auto &share : shares)
        text += " " + (share ? fractionText(*share) : std::string(kNoFigure));
    return text + " " + std::to_string(pictures) + "\n";
}

void printText(const Evaluation &evaluation)
{
    std::cout << "pictures: " << evaluation.images << "\nloss: " << amountText(evaluation.loss)
              << "\naccuracy: " << percentText(evaluation.accuracy)
              << "\nright in the first two: " << percentText(evaluation.topTwo)
              << "\nprecision, recall, F1, pictures of each class:\n";
    for (std::size_t k = 0; k < evaluation.names.size(); ++k) {
        const ClassMetrics &metrics = evaluation.classes[k];
        std::cout << "  " << evaluation.names[k]
                  << figures({ metrics.precision, metrics.recall, metrics.f1 }, metrics.support);
    }
    const MeanMetrics &means = evaluation.macro;
    std::cout << meanTitle(means)
              << figures(
                     { means.precision.value, means.recall.value, means.f1.value }, means.support);
    constexpr std::size_t kMostClasses = 20; // of more, a line has no room
    if (evaluation.names.size() <= kMostClasses)
        std::cout << '\n' << confusionText(evaluation);
}

int eval(const Options &options)
{
    for (std::size_t i = 0; i < options.files.size(); ++i) // before the work
        requireEnding(options.files[i], { evaluationExports()[i].extension });
    EvaluatedPictures result;
    const ModelOfRun used = loadModelOfRun(options.model);
    result.model = used.model;
    result.origin = used.origin;
    result.location = options.dataset;
    result.split = chosenSplit(options.split);
    ProgressLine progress("evaluating");
    const auto run = runOf(options);
    result.dataset = openFor(options, run, progress.callback());
    TrainingData data = loadTrainingData(
        *result.dataset, loadOptions(options, run, *result.model), progress.callback());
    for (const Problem &problem : data.problems)
        std::cerr << "left out: " << problem.path << ": " << problem.reason << '\n';
    result.pictures = picturesOf(data, result.split);
    result.problems = data.problems;
    if (result.pictures.size() == 0)
        throw Error(
            "--split " + options.split + ": this dataset has no such pictures; try --split all");
    relabel(result.pictures, data.classes, result.model->classes);
    ThreadPool pool(0);
    result.evaluation = evaluate(*result.model, result.pictures, pool, progress.callback());
    for (std::size_t i = 0; i < options.files.size(); ++i)
        if (endIfInterrupted(); !options.files[i].empty())
            writeEvaluation(options.files[i], evaluationExports()[i], result);
    if (options.json)
        print(toJson(result.evaluation));
    else
        printText(result.evaluation);
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
    for (std::size_t i = 0; i < options->files.size(); ++i) {
        const EvaluationExport &format = evaluationExports()[i];
        command->add_option("--" + std::string(format.name), options->files[i],
            std::string(format.title) + ", written to this " + std::string(format.extension)
                + " file");
    }
    command->add_flag("--json", options->json, "Print one JSON object");
    command->callback([options, &action] {
        action = [options] {
            return eval(*options);
        };
    });
}

} // namespace convscope::cli
