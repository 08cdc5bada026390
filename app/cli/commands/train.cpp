// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/left_out_options.h"
#include "app/cli/scan_text.h"
#include "app/cli/train_options.h"
#include "core/base/error.h"
#include "core/base/files/storage_fault.h"
#include "core/base/rounding.h"
#include "core/base/utf8_name.h"
#include "core/data/prepare/picture_cache.h"
#include "core/data/report/dataset_report.h"
#include "core/io/run/run_keeper.h"
#include "core/io/tensors/golden_sample.h"
#include "core/io/tensors/npz.h"
#include "core/io/tensors/safetensors.h"
#include "core/kernels/simd_target.h"
#include "core/train/loop/pace.h"
#include "core/train/measure/evaluation.h"
#include "core/train/setup/presets.h"
#include "core/train/setup/run_warnings.h"
#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::json;

std::filesystem::path cacheOf(const TrainOptions &options)
{
    return options.cache ? cacheFolder() : std::filesystem::path();
}

/// A run that goes on is content with what there is of what it left out.
std::shared_ptr<const Dataset> openFor(
    const TrainOptions &options, const RunConfig &config, const Progress &progress)
{
    if (!options.resume)
        return openWithout(config.dataset, config.leftOut, progress, cacheOf(options));
    return withoutLeftOut(openDataset(config.dataset, progress, cacheOf(options)), config.leftOut);
}

struct Loaded {
    std::shared_ptr<const TrainingData> data;
    std::vector<DataWarning> warnings;
};

Loaded load(const TrainOptions &options, RunConfig &config)
{
    ProgressLine progress("loading");
    const auto dataset = openFor(options, config, progress.callback());
    followData(config, *dataset);
    applyPictureOptions(options, config); // these come before what the data says
    TrainingData data = loadTrainingData(*dataset,
        { .preprocessing = config.preprocessing,
            .validation = config.validation,
            .test = config.test,
            .limit = config.limit,
            .seed = config.seed,
            .threads = config.threads,
            .cache = cacheOf(options) },
        progress.callback());
    for (const Problem &problem : data.problems)
        std::cerr << "left out: " << problem.path << ": " << problem.reason << '\n';
    auto found = warnings(reportOn(*dataset, data.facts));
    return { std::make_shared<const TrainingData>(std::move(data)), std::move(found) };
}

std::vector<NamedTensor> initialWeights(const std::string &path)
{
    if (path.empty())
        return {};
    if (!path.ends_with(".npz"))
        return readSafetensors(path).tensors;
    std::vector<NamedTensor> arrays = readNpz(path);
    takeGoldenArrays(path, arrays); // that exports carry beside the weights
    return arrays;
}

std::string line(const EpochReport &epoch)
{
    std::string text = "epoch " + std::to_string(epoch.epoch) + ": loss "
        + amountText(epoch.trainLoss) + ", accuracy " + percentText(epoch.trainAccuracy);
    if (epoch.valLoss)
        text += "; validation loss " + amountText(*epoch.valLoss) + ", accuracy "
            + percentText(*epoch.valAccuracy);
    if (epoch.validationFailed)
        text += "; on the validation pictures the network's answers are not finite numbers";
    return text + (epoch.best ? " (lowest validation loss so far)" : "");
}

std::string keptSentence(const KeptRun &kept)
{
    return "the run is kept as it stood after batch " + std::to_string(kept.batch);
}

void tell(const KeptRun &kept)
{
    if (kept.fault.empty())
        std::cerr << "saved again: " << keptSentence(kept) << '\n';
    else
        std::cerr << "warning: " << kept.fault << "; " << keptSentence(kept)
                  << "; training goes on, and saving is tried again\n";
}

// Trains to the end or to an interruption, after which everything is saved.
Pace trainAll(Trainer &trainer, RunKeeper &keeper)
{
    Pace pace;
    ProgressLine progress("training");
    while (!trainer.finished()) {
        if (interrupted())
            break;
        const StepReport report = trainer.step();
        if (report.batch) {
            pace.add(*report.batch);
            progress.show(double(report.batch->batch) / double(trainer.batchesTotal()),
                "batch " + std::to_string(report.batch->batch) + " of "
                    + std::to_string(trainer.batchesTotal()) + ", loss "
                    + amountText(report.batch->loss));
        }
        keeper.record(report, trainer);
        if (report.epoch)
            std::cerr << line(*report.epoch) << '\n';
        if (const auto kept = keeper.news())
            tell(*kept);
    }
    if (!keeper.save(trainer))
        throw StorageFault(keeper.kept().fault + "; " + keptSentence(keeper.kept())
            + "; once it can be written again, --resume goes on from there");
    return pace;
}

/// Why the network that was trained is of no use; empty, as a rule.
std::string faultOf(const Trainer &trainer)
{
    if (const auto divergence = trainer.divergence())
        return toString(*divergence);
    const bool validated = trainer.data().validation.size() > 0 && trainer.epochsDone() > 0;
    return validated && !trainer.bestEpoch()
        ? "in no epoch were the network's answers to the validation pictures finite numbers, so "
          "there is no best model; try a lower learning rate"
        : "";
}

json bestOf(const Trainer &trainer)
{
    const auto best = trainer.bestEpoch();
    if (!best)
        return nullptr;
    return { { "epoch", best->epoch }, { "val_loss", orNull(best->valLoss) },
        { "val_accuracy", orNull(best->valAccuracy) } };
}

/// Of the best model; none where there are no test pictures, or no network to test.
std::optional<Score> testScore(const Trainer &trainer, ThreadPool &pool)
{
    const ImageSet &pictures = trainer.data().test;
    if (pictures.size() == 0 || !faultOf(trainer).empty())
        return {};
    const Evaluation test = evaluate(
        *trainer.best(), pictures, pool, [](std::size_t, std::size_t) { return !interrupted(); });
    return Score { test.loss, test.accuracy, test.images };
}

json finalOf(const std::filesystem::path &run, const std::optional<Score> &test)
{
    json figures { { "train_loss", nullptr }, { "train_accuracy", nullptr },
        { "val_loss", nullptr }, { "val_accuracy", nullptr }, { "test_loss", nullptr },
        { "test_accuracy", nullptr } };
    const RunLogs logs = readRunLogs(run); // a resumed run knows its earlier epochs only there
    if (!logs.epochs.empty()) {
        const EpochReport &last = logs.epochs.back();
        figures["train_loss"] = last.trainLoss;
        figures["train_accuracy"] = last.trainAccuracy;
        figures["val_loss"] = orNull(last.valLoss);
        figures["val_accuracy"] = orNull(last.valAccuracy);
    }
    if (test) {
        figures["test_loss"] = test->loss;
        figures["test_accuracy"] = test->accuracy;
    }
    return figures;
}

void printText(const json &result)
{
    std::cout << "run: " << result["run"].get<std::string>()
              << "\nepochs: " << result["epochs_done"] << ", batches: " << result["batches_done"]
              << ", stopped by: " << result["stopped_by"].get<std::string>() << '\n';
    for (const auto &[name, value] : result["final"].items())
        if (!value.is_null())
            std::cout << name << ": "
                      << (name.ends_with("accuracy") ? percentText : amountText)(
                             value.get<double>(), name.ends_with("accuracy") ? 1 : 4)
                      << '\n';
    const json &best = result["best"];
    if (!best.is_null())
        std::cout << "lowest validation loss: " << amountText(best["val_loss"].get<double>())
                  << " in epoch " << best["epoch"] << ", accuracy there "
                  << percentText(best["val_accuracy"].get<double>()) << '\n';
    std::cout << "seconds in all: " << amountText(result["seconds"].get<double>(), 1);
    if (const json &pace = result["images_per_second"]; !pace.is_null())
        std::cout << ", training images a second: " << amountText(pace.get<double>(), 1);
    std::cout << '\n';
}

// Refuses what cannot work before the pictures are loaded.
RunConfig recipeFor(const TrainOptions &options)
{
    if (options.resume)
        return RunFolder::config(options.run);
    if (options.model.empty())
        throw Error("--model: give a preset's name or a model JSON file (or --resume)");
    RunFolder::refuseExisting(options.run);
    return loadSpec(options.model).config;
}

/// The saved state brought back what the run had.
void applyChanges(const TrainOptions &options, Trainer &trainer)
{
    for (const auto &[setting, value] : { std::pair(Setting::LearningRate, options.rate),
             std::pair(Setting::Momentum, options.momentum),
             std::pair(Setting::WeightDecay, options.weightDecay) })
        if (value)
            trainer.change(setting, *value);
}

int train(const TrainOptions &options)
{
    const auto start = std::chrono::steady_clock::now();
    RunConfig config = recipeFor(options);
    applyOptions(options, config);
    checkRunConfig(config);
    const auto [data, warnings] = load(options, config);
    if (!options.resume)
        config = adaptedTo(std::move(config), data->classes);
    Trainer trainer(config, data, initialWeights(options.init));
    RunKeeper keeper(options.resume ? RunFolder::resume(options.run, trainer)
                                    : RunFolder::create(options.run, trainer));
    if (!options.resume) // it was said when the run began
        for (const DataWarning &warning : warnings)
            std::cerr << "warning: " << inWords(warning) << '\n';
    if (options.resume)
        applyChanges(options, trainer);
    for (const std::string &warning : runWarnings(trainer.config(), data->train.size()))
        std::cerr << "warning: " << warning << '\n';
    if (const auto jump = trainer.rateJump(); jump && !options.rate)
        std::cerr << "note: " << toString(*jump) << '\n';
    const Pace pace = trainAll(trainer, keeper);
    if (!trainer.finished())
        throw Cancelled();
    ThreadPool pool(config.threads);
    const std::optional<Score> test = testScore(trainer, pool);
    const json result { { "run", utf8Name(options.run) }, { "epochs_done", trainer.epochsDone() },
        { "batches_done", trainer.batchesDone() }, { "stopped_by", toString(trainer.stopReason()) },
        { "best", bestOf(trainer) }, { "final", finalOf(options.run, test) },
        { "seconds",
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() },
        { "images_per_second", orNull(pace.imagesPerSecond()) }, { "threads", pool.threads() },
        { "simd", simdTarget() } };
    if (options.json)
        print(result);
    else
        printText(result);
    if (test)
        keeper.recordTest(*test);
    const std::string fault = faultOf(trainer);
    if (fault.empty())
        return Done;
    std::cerr << options.run << ": " << fault << '\n';
    return Failed;
}

} // namespace

void addTrain(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<TrainOptions>();
    CLI::App *command = app.add_subcommand("train", "Train a network on a dataset");
    describeOptions(*command, *options);
    command->callback([options, &action] {
        action = [options] {
            return train(*options);
        };
    });
}

} // namespace convscope::cli
