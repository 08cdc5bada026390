// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/train_options.h"
#include "app/cli/left_out_options.h"
#include "core/base/error.h"
#include "core/base/threads/thread_limit.h"
#include <charconv>
#include <cmath>

namespace convscope::cli {

namespace {

void describeStep(CLI::App &command, TrainOptions &o)
{
    command.add_option("--schedule", o.schedule, "constant, step or cosine");
    command.add_option(
        "--warmup", o.warmup, "Batches in which the rate rises; below 1: a share of the run");
    command
        .add_option("--step-every", o.stepEvery,
            "With --schedule step: epochs between two drops; left out: a third of the run")
        ->check(CLI::Range(1, 1000000));
    command.add_option(
        "--step-factor", o.stepFactor, "With --schedule step: what a drop leaves of the rate");
    command.add_option(
        "--clip-norm", o.clipNorm, "The longest the gradient may be; 0: as long as it is");
    command.add_option("--label-smoothing", o.labelSmoothing,
        "Share of the target that is spread over all classes");
    command.add_option("--class-weights", o.classWeights,
        "none, or balanced: rare classes count more than common ones");
}

} // namespace

void describeRun(CLI::App &command, TrainOptions &o)
{
    command.add_option("--run", o.run, "Folder for the results")->required();
    command.add_flag("--resume", o.resume, "Go on with the run in the --run folder");
    command.add_flag(
        "--tensorboard", o.tensorboard, "Write event files for TensorBoard into the run's folder");
    command.add_option("--init", o.init, "Starting weights: .npz or .safetensors");
}

void describeData(CLI::App &command, TrainOptions &o)
{
    command.add_option("DATASET", o.dataset, "A folder or file, or sample:digits")->required();
    command.add_option("--model", o.model,
        "A preset's name or a model JSON file; left out: what suits the dataset");
    command.add_flag(
        "!--no-cache", o.cache, "Neither use nor keep pictures decoded before (CONVSCOPE_CACHE)");
    command.add_flag("--json", o.json, "Print one JSON object");
}

void describeSettings(CLI::App &command, TrainOptions &o)
{
    command.add_option("--epochs", o.epochs, "Passes over the training pictures")
        ->check(CLI::Range(1, 1000000));
    command.add_option("--batch", o.batch, "Pictures a batch")->check(CLI::Range(1, 65536));
    command
        .add_option("--max-batches", o.maxBatches, "Stop after so many batches in all; 0: no limit")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--seed", o.seed, "Of starting weights, order and split")
        ->check(CLI::NonNegativeNumber);
    command.add_option("--threads", o.threads, "Threads; never changes a result")
        ->check(CLI::Range(1, kMostThreads));
    command.add_option("--optimizer", o.optimizer, "Which optimizer");
    command.add_option("--lr", o.rate, "Learning rate");
    command.add_option("--momentum", o.momentum, "Share of the last step that is kept");
    command.add_option("--beta1", o.beta1, "Adam's average of the gradient");
    command.add_option("--beta2", o.beta2, "Adam's average of its square");
    command.add_option("--epsilon", o.epsilon, "Keeps Adam from dividing by zero");
    command.add_option("--weight-decay", o.weightDecay, "Pulls weights towards zero");
    describeStep(command, o);
    command.add_option("--channels", o.channels, "1: grey, 3: colour")
        ->check(CLI::IsMember({ 1, 3 }));
    command.add_option("--size", o.size, "N or WxH: what pictures are resized to");
    command.add_option("--fit", o.fit,
        "How a picture of other proportions comes to that size: stretch, crop or pad");
    command.add_option("--normalize", o.normalize, "unit, standard or none");
    command.add_option("--augment", o.augment,
        "none, or a list such as flip,shift of: flip shift rotate scale crop brightness contrast "
        "noise cutout");
    command.add_option("--val", o.validation, "Share of the pictures held back for validation");
    command.add_option("--test", o.test, "Share of the pictures held back for the final test");
    describeLeftOut(command, o.leftOut);
    command.add_option("--limit", o.limit, "At most so many pictures of each split")
        ->check(CLI::PositiveNumber);
    command
        .add_option(
            "--patience", o.patience, "Stop after so many epochs without a better validation loss")
        ->check(CLI::Range(1, 1000000));
    command.add_option("--shuffle", o.shuffle, "on or off")->check(CLI::IsMember({ "on", "off" }));
}

namespace {

void require(bool fits, const std::string &option, const std::string &wanted)
{
    if (!fits)
        throw Error(option + ": it must be " + wanted);
}

void setRange(const std::string &option, const std::optional<double> &given, double low,
    double high, double &field)
{
    if (!given)
        return;
    require(std::isfinite(*given) && *given >= low && *given <= high, option,
        "a number from " + std::to_string(low) + " to " + std::to_string(high));
    field = *given;
}

template<typename Given, typename Field>
void take(const std::optional<Given> &given, Field &field)
{
    if (given)
        field = *given;
}

int side(const std::string &text)
{
    constexpr int kLongest = 4096;
    int value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    require(
        fault == std::errc() && end == text.data() + text.size() && value >= 1 && value <= kLongest,
        "--size", "N or WxH with sides from 1 to 4096, such as 50 or 64x48");
    return value;
}

void applySize(const std::string &text, Preprocessing &preprocessing)
{
    const std::size_t cross = text.find('x');
    preprocessing.width = side(text.substr(0, cross));
    preprocessing.height
        = cross == std::string::npos ? preprocessing.width : side(text.substr(cross + 1));
}

AugmentOptions augmentationFrom(const std::string &list)
{
    try {
        return augmentOptionsFromList(list);
    } catch (const Error &error) {
        throw Error(std::string("--augment: ") + error.what());
    }
}

// Of these a run in progress cannot take others.
void refuseOnResume(const TrainOptions &o)
{
    const auto refuse = [](bool given, const char *option) {
        if (given)
            throw Error(std::string(option)
                + ": a run that goes on keeps its own; leave it out, or start a new run");
    };
    refuse(!o.model.empty(), "--model");
    refuse(!o.init.empty(), "--init");
    refuse(o.batch.has_value(), "--batch");
    refuse(o.seed.has_value(), "--seed");
    refuse(o.optimizer.has_value(), "--optimizer");
    refuse(o.beta1.has_value(), "--beta1");
    refuse(o.beta2.has_value(), "--beta2");
    refuse(o.epsilon.has_value(), "--epsilon");
    refuse(o.clipNorm.has_value(), "--clip-norm");
    refuse(o.schedule.has_value(), "--schedule");
    refuse(o.warmup.has_value(), "--warmup");
    refuse(o.stepEvery.has_value(), "--step-every");
    refuse(o.stepFactor.has_value(), "--step-factor");
    refuse(o.labelSmoothing.has_value(), "--label-smoothing");
    refuse(o.classWeights.has_value(), "--class-weights");
    refuse(o.channels.has_value(), "--channels");
    refuse(o.size.has_value(), "--size");
    refuse(o.fit.has_value(), "--fit");
    refuse(o.normalize.has_value(), "--normalize");
    refuse(o.augment.has_value(), "--augment");
    refuse(o.validation.has_value(), "--val");
    refuse(o.test.has_value(), "--test");
    refuse(o.limit.has_value(), "--limit");
    refuse(o.shuffle.has_value(), "--shuffle");
    refuse(!o.leftOut.files.empty(), "--leave-out-file");
    refuse(!o.leftOut.classes.empty(), "--leave-out-class");
}

void applyOptimizer(const TrainOptions &o, OptimizerOptions &optimizer)
{
    if (o.optimizer)
        optimizer.kind = optimizerInfo(*o.optimizer).kind;
    constexpr double kMost = 1e6;
    setRange("--lr", o.rate, 0, kMost, optimizer.rate);
    setRange("--momentum", o.momentum, 0, 1, optimizer.momentum);
    setRange("--beta1", o.beta1, 0, 1, optimizer.beta1);
    setRange("--beta2", o.beta2, 0, 1, optimizer.beta2);
    setRange("--epsilon", o.epsilon, 0, 1, optimizer.epsilon);
    setRange("--weight-decay", o.weightDecay, 0, kMost, optimizer.weightDecay);
}

void applySchedule(const TrainOptions &o, ScheduleOptions &schedule)
{
    if (o.schedule)
        schedule.kind = scheduleInfo(*o.schedule).kind;
    for (const auto &[given, option] : { std::pair(o.stepEvery.has_value(), "--step-every"),
             std::pair(o.stepFactor.has_value(), "--step-factor") })
        if (given && schedule.kind != "step")
            throw Error(std::string(option) + ": it goes with --schedule step; give that too");
    constexpr double kMost = 1e9;
    constexpr double kLeast = 1e-6;
    setRange("--warmup", o.warmup, 0, kMost, schedule.warmup);
    require(schedule.warmup < 1 || schedule.warmup == std::floor(schedule.warmup), "--warmup",
        "a share of the run below 1, or a whole number of batches");
    take(o.stepEvery, schedule.stepEvery);
    setRange("--step-factor", o.stepFactor, kLeast, 1, schedule.stepFactor);
}

void applyLoss(const TrainOptions &o, RunConfig &config)
{
    constexpr double kMostSmoothing = 0.99, kMostNorm = 1e6;
    setRange("--clip-norm", o.clipNorm, 0, kMostNorm, config.clipNorm);
    setRange("--label-smoothing", o.labelSmoothing, 0, kMostSmoothing, config.labelSmoothing);
    if (o.classWeights)
        config.classWeights = classWeightsFromString(*o.classWeights);
}

} // namespace

void applyOptions(const TrainOptions &o, RunConfig &config)
{
    if (o.resume)
        refuseOnResume(o);
    take(o.epochs, config.epochs);
    take(o.batch, config.batch);
    take(o.maxBatches, config.maxBatches);
    take(o.seed, config.seed);
    take(o.threads, config.threads);
    take(o.patience, config.patience);
    take(o.limit, config.limit);
    if (o.tensorboard)
        config.tensorboard = true;
    if (o.shuffle)
        config.shuffle = *o.shuffle == "on";
    if (o.leftOut.any())
        config.leftOut = sorted(o.leftOut);
    if (o.channels)
        setChannels(config.preprocessing, *o.channels);
    if (o.size)
        applySize(*o.size, config.preprocessing);
    if (o.fit)
        config.preprocessing.fit = fitFromString(*o.fit);
    if (o.normalize)
        setNormalization(config.preprocessing, normalizationFromString(*o.normalize));
    if (o.augment)
        config.augment = augmentationFrom(*o.augment);
    constexpr double kMostOfAll = 0.99;
    setRange("--val", o.validation, 0, kMostOfAll, config.validation);
    setRange("--test", o.test, 0, kMostOfAll, config.test);
    require(config.validation + config.test < 1, "--val and --test",
        "less than 1 together, to leave pictures to train on");
    applyOptimizer(o, config.optimizer);
    applySchedule(o, config.schedule);
    applyLoss(o, config);
}

} // namespace convscope::cli
