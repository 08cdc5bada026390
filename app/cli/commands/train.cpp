// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/prepared_run.h"
#include "app/cli/scan_text.h"
#include "core/base/error.h"
#include "core/base/files/storage_error.h"
#include "core/base/rounding.h"
#include "core/base/utf8_name.h"
#include "core/data/report/dataset_report.h"
#include "core/io/run/run_keeper.h"
#include "core/io/tensors/golden_sample.h"
#include "core/io/tensors/npz.h"
#include "core/io/tensors/safetensors.h"
#include "core/kernels/simd_target.h"
#include "core/train/loop/pace.h"
#include "core/train/measure/evaluation.h"
#include "core/train/setup/run_warnings.h"
#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>

namespace convscope::cli {

namespace {

using nlohmann::json;

struct InitialWeights {
    std::vector<NamedTensor> tensors;
    std::optional<GoldenSample> golden; // that exports carry beside the weights
};

InitialWeights initialWeights(const std::string &path)
{
    if (path.empty())
        return {};
    InitialWeights weights;
    if (path.ends_with(".npz")) {
        weights.tensors = readNpz(path);
        weights.golden = takeGoldenArrays(path, weights.tensors);
        return weights;
    }
    TensorFile file = readSafetensors(path);
    try {
        weights.golden = goldenFromTexts(file.metadata);
    } catch (const Error &error) {
        throw Error(path + ": " + error.what());
    }
    weights.tensors = std::move(file.tensors);
    return weights;
}

/// Weights that this program exported must give the same answer again, unless they begin a network
/// that takes other images or knows other classes.
void checkAnswer(const std::string &path, const InitialWeights &weights, const ModelSpec &spec)
{
    if (!weights.golden)
        return;
    Model network(spec);
    network.setParameterValues(weights.tensors);
    if (!fits(*weights.golden, network))
        return;
    if (const auto other = otherAnswer(network, *weights.golden))
        throw Error("--init " + path + ": in this network " + *other
            + ", so its weights were changed since, or they are of another network with the same "
              "shapes; get the file again, choose that network, or, if the difference is meant, "
              "take golden_input and golden_probabilities out of it");
}

std::string line(const EpochReport &epoch)
{
    std::string text = "epoch " + std::to_string(epoch.epoch) + ": loss "
        + amountText(epoch.trainLoss) + ", accuracy " + percentText(epoch.trainAccuracy);
    if (epoch.valLoss)
        text += "; validation loss " + amountText(*epoch.valLoss) + ", accuracy "
            + percentText(*epoch.valAccuracy);
    if (epoch.validationFailed)
        text += "; on the validation images the network's answers are not finite numbers";
    return text + (epoch.best ? " (lowest validation loss so far)" : "");
}

std::string keptSentence(const KeptRun &kept)
{
    return "the run is kept as it stood after batch " + std::to_string(kept.batch);
}

void tell(const KeptRun &kept)
{
    if (kept.error.empty())
        std::cerr << "saved again: " << keptSentence(kept) << '\n';
    else
        std::cerr << "warning: " << kept.error << "; " << keptSentence(kept)
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
        throw StorageError(keeper.kept().error + "; " + keptSentence(keeper.kept())
            + "; once it can be written again, --resume goes on from there");
    return pace;
}

/// Why the network that was trained is of no use; empty, as a rule.
std::string errorOf(const Trainer &trainer)
{
    if (const auto divergence = trainer.divergence())
        return toString(*divergence);
    const bool validated = trainer.data().validation.size() > 0 && trainer.epochsDone() > 0;
    return validated && !trainer.bestEpoch()
        ? "in no epoch were the network's answers to the validation images finite numbers, so "
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

/// The best model's score; none where there are no test images, or no network to test.
std::optional<Score> testScore(const Trainer &trainer, ThreadPool &pool)
{
    const ImageSet &images = trainer.data().test;
    if (images.size() == 0 || !errorOf(trainer).empty())
        return {};
    const Evaluation test = evaluate(
        *trainer.best(), images, pool, [](std::size_t, std::size_t) { return !interrupted(); });
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

/// The saved state brought back what the run had.
void applyChanges(const FieldValues &asked, Trainer &trainer)
{
    for (const Setting *setting : liveSettings())
        if (setting->live == Setting::Live::NextBatch && asked.contains(setting->id)) {
            RunConfig changed;
            setChecked(changed, *setting, asked.find(setting->id)->second);
            trainer.change(setting->field.name, numberOf(changed, *setting));
        }
}

int train(const TrainOptions &options)
{
    const auto start = std::chrono::steady_clock::now();
    const PreparedRun run = prepare(options);
    const RunConfig &config = run.config;
    if (!run.reasons.empty() && !options.json)
        printSuggestion(run);
    InitialWeights weights = initialWeights(options.init);
    Trainer trainer(config, run.data, weights.tensors);
    checkAnswer(options.init, weights, config.model);
    RunKeeper keeper(options.resume ? RunFolder::resume(options.run, trainer)
                                    : RunFolder::create(options.run, trainer));
    if (!options.resume) // it was said when the run began
        for (const DataWarning &warning :
            warnings(reportOn(*run.dataset, run.data->facts, run.config.group)))
            std::cerr << "warning: " << inWords(warning) << '\n';
    if (options.resume)
        applyChanges(askedFor(options), trainer);
    for (const std::string &warning : runWarnings(trainer.config(), run.data->train.size()))
        std::cerr << "warning: " << warning << '\n';
    if (const auto jump = trainer.rateJump();
        jump && !options.given.contains(liveSetting(kLearningRate).id))
        std::cerr << "note: " << toString(*jump) << '\n';
    const Pace pace = trainAll(trainer, keeper);
    if (!trainer.finished())
        throw Cancelled();
    ThreadPool pool(config.threads);
    const std::optional<Score> test = testScore(trainer, pool);
    json result { { "run", utf8Name(options.run) }, { "epochs_done", trainer.epochsDone() },
        { "batches_done", trainer.batchesDone() }, { "stopped_by", toString(trainer.stopReason()) },
        { "best", bestOf(trainer) }, { "final", finalOf(options.run, test) },
        { "seconds",
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() },
        { "images_per_second", orNull(pace.imagesPerSecond()) }, { "threads", pool.threads() },
        { "simd", simdTarget() } };
    if (!run.reasons.empty())
        result["suggestion"] = suggestionOf(run);
    if (options.json)
        print(result);
    else
        printText(result);
    if (test)
        keeper.recordTest(*test);
    const std::string error = errorOf(trainer);
    if (error.empty())
        return Done;
    std::cerr << options.run << ": " << error << '\n';
    return Failed;
}

} // namespace

void addTrain(CLI::App &app, Action &action)
{
    const auto options = std::make_shared<TrainOptions>();
    CLI::App *command = app.add_subcommand("train", "Train a network on a dataset");
    describeRun(*command, *options);
    describeData(*command, *options);
    describeSettings(*command, *options);
    command->callback([options, &action] {
        action = [options] {
            return train(*options);
        };
    });
}

} // namespace convscope::cli
