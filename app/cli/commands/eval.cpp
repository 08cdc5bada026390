// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/exclusion_options.h"
#include "core/base/files/file_ending.h"
#include "core/base/rounding.h"
#include "core/base/utf8_name.h"
#include "core/base/words.h"
#include "core/data/prepare/image_cache.h"
#include "core/io/report/confusion_text.h"
#include "core/io/report/evaluation_export.h"
#include "core/io/run/run_images.h"
#include "core/io/tensors/model_file.h"
#include "core/train/measure/evaluation_measures.h"
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::json;

struct EvalOptions {
    std::string model, dataset, layout, split = "all";
    std::vector<std::string> files = std::vector<std::string>(
        evaluationExports().size()); // to write, one an export; empty: not asked for
    bool json = false, cache = true;
};

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

json countOrNull(const std::optional<std::size_t> &count)
{
    return count ? json(*count) : json(nullptr);
}

/// Which model it was, and what has become of the images it is judged on.
json toJson(const EvaluatedImages &result, const PreparedEvaluation &judged)
{
    json object = toJson(result.evaluation);
    const ModelOrigin &origin = result.origin;
    object["model"]
        = { { "run", origin.run.empty() ? json(nullptr) : json(utf8Name(origin.run.string())) },
              { "moment", toString(origin.checkpoint) }, { "epoch", result.model->epoch } };
    object["new"] = countOrNull(judged.added);
    object["missing"] = countOrNull(judged.missing);
    return object;
}

std::string figures(const std::array<std::optional<double>, 3> &shares, std::size_t images)
{
    std::string text = ":";
    for (const auto &share : shares)
        text += " " + (share ? fractionText(*share) : std::string(kNoFigure));
    return text + " " + std::to_string(images) + "\n";
}

void printText(const Evaluation &evaluation)
{
    std::cout << "images: " << evaluation.images << "\nloss: " << amountText(evaluation.loss)
              << "\naccuracy: " << percentText(evaluation.accuracy)
              << "\nright in the first two: " << percentText(evaluation.topTwo)
              << "\nprecision, recall, F1, images of each class:\n";
    for (std::size_t k = 0; k < evaluation.names.size(); ++k) {
        const ClassMetrics &metrics = evaluation.classes[k];
        std::cout << "  " << evaluation.names[k]
                  << figures({ metrics.precision, metrics.recall, metrics.f1 }, metrics.support);
    }
    const MeanMetrics &means = evaluation.macro;
    std::cout << meanTitle(means)
              << figures(
                     { means.precision.value, means.recall.value, means.f1.value }, means.support);
    constexpr std::size_t kMaxClasses = 20; // a line has no room for more
    if (evaluation.names.size() <= kMaxClasses)
        std::cout << '\n' << confusionText(evaluation);
}

/// Tells a person what to know of the choice of images.
void tell(const EvaluationRequest &request, const PreparedEvaluation &judged)
{
    if (request.run)
        if (const std::string missing = describe(request.run->config.excluded, *judged.whole);
            !missing.empty())
            std::cerr << "not scored, because this run left them out: " << missing << '\n';
    if (judged.unlisted)
        std::cerr << "note: " << request.location
                  << ": its images are not those that this run began with, and a run of the first "
                     "version does not say which it was trained on\n";
    const std::size_t added = judged.added.value_or(0), missing = judged.missing.value_or(0);
    if (request.split && (added > 0 || missing > 0))
        std::cerr << "judged by what the run recorded: " << counted(added, "image")
                  << " of the dataset that it did not have, " << counted(missing, "image")
                  << " of this split missing\n";
    if (judged.trainedOn > 0)
        std::cerr << "not judged: " << counted(judged.trainedOn, "image")
                  << " with the same bytes as an image that the run was trained on\n";
    for (const Problem &problem : judged.problems)
        std::cerr << "left out: " << problem.path << ": " << problem.reason << '\n';
}

int eval(const EvalOptions &options)
{
    for (std::size_t i = 0; i < options.files.size(); ++i) // before the work
        requireEnding(options.files[i], { evaluationExports()[i].extension });
    EvaluatedImages result;
    const ModelOfRun used = loadModelOfRun(options.model);
    result.model = used.model;
    result.origin = used.origin;
    result.location = options.dataset;
    result.split = chosenSplit(options.split);
    ProgressLine progress("evaluating");
    const EvaluationRequest request { .model = used.model,
        .run = imagesOfRun(used.origin.run),
        .split = result.split,
        .location = options.dataset,
        .layout = options.layout,
        .open = {},
        .cache = options.cache ? cacheFolder() : std::filesystem::path() };
    PreparedEvaluation judged = prepareEvaluation(request, progress.callback());
    tell(request, judged);
    result.dataset = judged.dataset;
    result.images = std::move(judged.images);
    result.problems = std::move(judged.problems);
    relabel(result.images, result.dataset->classes(), result.model->classes);
    ThreadPool pool(0);
    result.evaluation = evaluate(*result.model, result.images, pool, progress.callback());
    for (std::size_t i = 0; i < options.files.size(); ++i)
        if (endIfInterrupted(); !options.files[i].empty())
            writeEvaluation(options.files[i], evaluationExports()[i], result);
    if (options.json)
        print(toJson(result, judged));
    else
        printText(result.evaluation);
    return Done;
}

} // namespace

void addEval(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<EvalOptions>();
    CLI::App *command = app.add_subcommand("eval", "Measure a trained model on a dataset");
    command->add_option("MODEL", options->model, "A run folder or a .safetensors model")
        ->required();
    command->add_option("DATASET", options->dataset, "A folder or file, or sample:digits")
        ->required();
    describeLayout(*command, options->layout);
    command->add_option("--split", options->split, "all, train, val or test")
        ->check(CLI::IsMember({ "all", "train", "val", "test" }));
    command->add_flag("!--no-cache", options->cache,
        "Neither use nor keep images decoded before (CONVSCOPE_CACHE)");
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
