// SPDX-License-Identifier: GPL-3.0-or-later
// The trainer's promises: same seed, same bits; stop, save and go on lose nothing.
#include "core/base/error.h"
#include "core/nn/model.h"
#include "core/train/loop/trainer.h"
#include "core/train/setup/presets.h"
#include "tests/support/optimizer_kinds.h"
#include "tests/support/three_classes.h"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;
using namespace convscope::test;
using testing::HasSubstr;

TEST(Trainer, LearnsAndReportsEveryBatchAndEpoch)
{
    RunConfig config = threeClassesConfig("adam");
    config.epochs = 15;
    Trainer trainer(config, threeClasses(60, 30));
    std::vector<BatchReport> batches;
    std::vector<EpochReport> epochs;
    while (!trainer.finished()) {
        const StepReport report = trainer.step();
        if (report.batch)
            batches.push_back(*report.batch);
        if (report.epoch)
            epochs.push_back(*report.epoch);
    }
    EXPECT_EQ(batches.size(), std::size_t(trainer.batchesTotal()));
    EXPECT_EQ(batches.size(), 15U * 9U);
    ASSERT_EQ(epochs.size(), 15U);
    EXPECT_EQ(batches[8].images, 60 - 8 * 7);
    EXPECT_EQ(batches[9].epoch, 2);
    EXPECT_LT(epochs.back().trainLoss, 0.7 * epochs.front().trainLoss);
    EXPECT_GT(*epochs.back().valAccuracy, 0.8);
    EXPECT_EQ(trainer.stopReason(), StopReason::Epochs);
}

TEST(Trainer, SameSeedSameBitsWhateverTheNumberOfThreads)
{
    const auto data = threeClasses(60, 0);
    RunConfig config = threeClassesConfig("adam");
    config.batch = 32;
    const auto expected = trained(config, data);
    for (const int threads : { 1, 3, 7 }) {
        config.threads = threads;
        EXPECT_EQ(trained(config, data), expected) << threads << " threads";
    }
    config.seed = 2;
    EXPECT_NE(trained(config, data), expected);
}

class TrainerResume : public testing::TestWithParam<std::string> { };

TEST_P(TrainerResume, GoesOnToTheSameBitsFromAnyStep)
{
    const auto data = threeClasses(45, 12);
    const RunConfig config = threeClassesConfig(GetParam());
    const auto expected = trained(config, data);
    for (const int cut :
        { 1, 6, 7, 8, 17 }) { // in the middle and at the end of an epoch, before validation
        Trainer first(config, data);
        for (int i = 0; i < cut; ++i)
            first.step();
        std::map<std::string, std::string> metadata;
        const auto state = first.state(metadata);
        Trainer second(config, data);
        second.setState(state, metadata);
        EXPECT_EQ(second.batchesDone(), first.batchesDone());
        while (!second.finished())
            second.step();
        EXPECT_EQ(second.current()->parameters, expected) << "cut after " << cut;
        while (!first.finished())
            first.step();
        EXPECT_EQ(second.best()->parameters, first.best()->parameters);
        EXPECT_EQ(second.bestEpoch()->epoch, first.bestEpoch()->epoch);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Optimizers, TrainerResume, testing::ValuesIn(test::optimizerKinds()), [](const auto &instance) {
        std::string name = instance.param;
        std::ranges::replace(name, '-', '_'); // GoogleTest's names have no dashes
        return name;
    });

namespace {

/// A run with everything that changes a step besides the optimizer.
RunConfig scheduledConfig()
{
    RunConfig config = threeClassesConfig("adamw");
    config.schedule = { .kind = "cosine", .warmup = 5 };
    config.clipNorm = 0.05; // always shorter than the gradient here
    config.labelSmoothing = 0.1;
    config.classWeights = ClassWeights::Balanced;
    return config;
}

std::vector<double> ratesOf(Trainer &trainer)
{
    std::vector<double> rates;
    while (!trainer.finished())
        if (const auto report = trainer.step().batch)
            rates.push_back(report->learningRate);
    return rates;
}

} // namespace

TEST(TrainerSchedule, EveryBatchReportsTheRateOfTheSchedule)
{
    const RunConfig config = scheduledConfig();
    Trainer trainer(config, threeClasses(45, 12));
    const std::vector<double> rates = ratesOf(trainer);
    ASSERT_EQ(rates.size(), 28U);
    for (std::size_t i = 0; i < rates.size(); ++i)
        EXPECT_DOUBLE_EQ(rates[i],
            0.02 * rateFactor(config.schedule, { .batch = std::int64_t(i), .batches = 28 }));
    EXPECT_DOUBLE_EQ(rates[0], 0.02 / 5);
    EXPECT_LT(rates.back(), 0.02 * 0.01);
}

TEST(TrainerSchedule, TheRateIsWhatTheWeightsMoveBy)
{
    RunConfig config = threeClassesConfig("sgd");
    config.schedule.warmup = 4;
    config.maxBatches = 1;
    const auto data = threeClasses(20, 0);
    RunConfig quarter = config;
    quarter.schedule.warmup = 0;
    quarter.optimizer.rate = config.optimizer.rate / 4;
    EXPECT_EQ(trained(config, data), trained(quarter, data));
}

TEST(TrainerSchedule, ALimitOfBatchesCutsTheScheduleShortAndChangesNothingBefore)
{
    RunConfig config = scheduledConfig();
    Trainer whole(config, threeClasses(45, 0));
    config.maxBatches = 10;
    Trainer cut(config, threeClasses(45, 0));
    std::vector<double> rates = ratesOf(whole);
    rates.resize(10);
    EXPECT_EQ(ratesOf(cut), rates);
}

TEST(TrainerSchedule, ARateSetOnTheWayScalesTheRestAndSurvivesAResume)
{
    const auto data = threeClasses(45, 12);
    const RunConfig config = scheduledConfig();
    Trainer untouched(config, data), first(config, data), second(config, data);
    const std::vector<double> rates = ratesOf(untouched);
    for (int i = 0; i < 10; ++i) // nine batches and a validation
        first.step();
    ASSERT_EQ(first.batchesDone(), 9);
    first.setLearningRate(0.01);
    copyState(first, second);
    const std::vector<double> rest = ratesOf(first);
    ASSERT_EQ(rest.size(), rates.size() - 9);
    for (std::size_t i = 0; i < rest.size(); ++i)
        EXPECT_DOUBLE_EQ(rest[i], rates[i + 9] / 2);
    EXPECT_EQ(ratesOf(second), rest);
    EXPECT_EQ(second.current()->parameters, first.current()->parameters);
}

TEST(TrainerSchedule, AResumedRunEndsInTheSameBitsWithAnyNumberOfThreads)
{
    const auto data = threeClasses(46, 12); // not balanced by themselves
    RunConfig config = scheduledConfig();
    const auto expected = trained(config, data);
    for (const int threads : { 1, 3 }) {
        config.threads = threads;
        Trainer first(config, data), second(config, data);
        for (int i = 0; i < 11; ++i)
            first.step();
        copyState(first, second);
        while (!second.finished())
            second.step();
        EXPECT_EQ(second.current()->parameters, expected) << threads << " threads";
    }
}

TEST(TrainerSchedule, MoreEpochsOnResumingStretchTheCosine)
{
    const auto data = threeClasses(45, 12);
    RunConfig config = scheduledConfig();
    Trainer first(config, data);
    ratesOf(first);
    config.epochs = 8;
    Trainer longer(config, data), more(config, data);
    const std::vector<double> planned = ratesOf(longer);
    copyState(first, more);
    const std::vector<double> rest = ratesOf(more);
    ASSERT_EQ(rest.size(), 28U);
    for (std::size_t i = 0; i < rest.size(); ++i)
        EXPECT_EQ(rest[i], planned[i + 28]);
}

TEST(Trainer, ClippingSmoothingAndWeightsEachChangeTheTrainingAndNotTheValidation)
{
    const auto data = threeClasses(46, 12);
    RunConfig plain = threeClassesConfig("sgd");
    plain.optimizer.rate = 0; // the weights stay, and with them the validation loss
    plain.epochs = 1;
    const auto epochOf = [&](const RunConfig &config) {
        Trainer trainer(config, data);
        EpochReport epoch;
        while (!trainer.finished())
            if (const auto report = trainer.step().epoch)
                epoch = *report;
        return epoch;
    };
    const EpochReport expected = epochOf(plain);
    RunConfig smoothed = plain, weighted = plain;
    smoothed.labelSmoothing = 0.3;
    weighted.classWeights = ClassWeights::Balanced;
    for (const RunConfig &config : { smoothed, weighted }) {
        const EpochReport epoch = epochOf(config);
        EXPECT_NE(epoch.trainLoss, expected.trainLoss);
        EXPECT_EQ(epoch.valLoss, expected.valLoss);
        EXPECT_EQ(epoch.trainAccuracy, expected.trainAccuracy);
    }
    RunConfig free = threeClassesConfig("sgd"), clipped = free, loose = free;
    clipped.clipNorm = 0.01;
    loose.clipNorm = 1e6;
    EXPECT_NE(trained(clipped, data), trained(free, data));
    EXPECT_EQ(trained(loose, data), trained(free, data));
}

TEST(Trainer, AugmentedRunsRepeatToTheBitOnAnyThreadsAndGoOnToTheSameBits)
{
    const auto data = threeClasses(45, 12);
    RunConfig config = threeClassesConfig("adam");
    const auto plain = trained(config, data);
    config.augment
        = augmentOptionsFromList("flip,shift,rotate,scale,crop,brightness,contrast,noise,cutout");
    const auto expected = trained(config, data);
    EXPECT_NE(expected, plain);
    config.threads = 3;
    EXPECT_EQ(trained(config, data), expected);
    for (const int cut : { 3, 9 }) { // within the first epoch and the second
        Trainer first(config, data);
        for (int i = 0; i < cut; ++i)
            first.step();
        std::map<std::string, std::string> metadata;
        const auto state = first.state(metadata);
        Trainer second(config, data);
        second.setState(state, metadata);
        while (!second.finished())
            second.step();
        EXPECT_EQ(second.current()->parameters, expected) << "cut after " << cut;
    }
}

TEST(Trainer, ValidationImagesAreNeverAugmented)
{
    const auto data = threeClasses(45, 30);
    RunConfig config = threeClassesConfig("sgd");
    config.optimizer.rate = 0; // the weights stay as they are
    config.epochs = 1;
    const auto validationLoss = [&] {
        Trainer trainer(config, data);
        while (!trainer.finished())
            trainer.step();
        return *trainer.bestEpoch()->valLoss;
    };
    const double plain = validationLoss();
    config.augment = augmentOptionsFromList("shift,rotate,noise,cutout");
    EXPECT_EQ(validationLoss(), plain);
}

TEST(Trainer, StopsAtTheLimitAndWhenPatienceEnds)
{
    RunConfig config = threeClassesConfig("sgd");
    config.maxBatches = 5;
    Trainer limited(config, threeClasses(60, 6));
    while (!limited.finished())
        limited.step();
    EXPECT_EQ(limited.batchesDone(), 5);
    EXPECT_EQ(limited.stopReason(), StopReason::MaxBatches);
    EXPECT_TRUE(limited.bestEpoch()) << "what was trained is validated";

    config = threeClassesConfig("sgd");
    config.optimizer.rate = 0; // nothing gets better after the first epoch
    config.epochs = 50;
    config.patience = 3;
    Trainer patient(config, threeClasses(20, 6));
    while (!patient.finished())
        patient.step();
    EXPECT_EQ(patient.epochsDone(), 4);
    EXPECT_EQ(patient.stopReason(), StopReason::Patience);
}

TEST(Trainer, TheBestModelIsTheOneOfTheBestEpoch)
{
    RunConfig config = threeClassesConfig("momentum");
    config.optimizer.rate = 0.3; // jumps about
    config.epochs = 12;
    Trainer trainer(config, threeClasses(45, 30));
    std::vector<NamedTensor> best;
    while (!trainer.finished())
        if (const StepReport report = trainer.step(); report.epoch && report.epoch->best)
            best = trainer.current()->parameters;
    EXPECT_EQ(trainer.best()->parameters, best);
}

TEST(Trainer, ImagesOnTheDiskGiveTheSameBits)
{
    RunConfig config = threeClassesConfig("adam");
    config.augment = augmentOptionsFromList("flip,shift,rotate,noise");
    const auto memory = threeClasses(60, 150); // several chunks of validation
    auto disk = std::make_shared<TrainingData>(*memory);
    const auto folder = std::filesystem::temp_directory_path();
    disk->train.pixels = PixelBuffer::onDisk(folder, memory->train.pixels.size());
    disk->train.pixels.write(0, memory->train.pixels);
    disk->validation.pixels = PixelBuffer::onDisk(folder, memory->validation.pixels.size());
    disk->validation.pixels.write(0, memory->validation.pixels);
    const auto expected = trained(config, memory);
    EXPECT_EQ(trained(config, disk), expected);
    config.threads = 1;
    EXPECT_EQ(trained(config, disk), expected);

    // Interrupted in the middle of an epoch, while the next batch is being written.
    Trainer first(config, disk);
    for (int i = 0; i < 13; ++i)
        first.step();
    std::map<std::string, std::string> metadata;
    const auto state = first.state(metadata);
    Trainer second(config, disk);
    second.step();
    second.setState(state, metadata);
    second.setLearningRate(config.optimizer.rate);
    while (!second.finished())
        second.step();
    EXPECT_EQ(second.current()->parameters, expected);
}

TEST(Trainer, RefusesWhatDoesNotFitTogether)
{
    const auto complaint = [](const RunConfig &config,
                               const std::shared_ptr<const TrainingData> &data) -> std::string {
        try {
            const Trainer trainer(config, data);
        } catch (const Error &error) {
            return error.what();
        }
        return "nothing was wrong";
    };
    RunConfig config = threeClassesConfig("adam");
    EXPECT_THAT(complaint(config, threeClasses(0, 0)), HasSubstr("no training images"));
    config.model.layers.back().options["units"] = 4.0;
    EXPECT_THAT(
        complaint(config, threeClasses(9, 0)), HasSubstr("4 outputs, but the data has 3 classes"));
    config = threeClassesConfig("adam");
    config.model.input = { 1, 8, 8 };
    EXPECT_THAT(complaint(config, threeClasses(9, 0)), HasSubstr("1×8×8"));
    config = threeClassesConfig("adam");
    config.schedule.kind = "sine";
    EXPECT_THAT(complaint(config, threeClasses(9, 0)), HasSubstr("sine"));
    config = threeClassesConfig("adam");
    config.model.layers[0].options["kernel"] = Extent { 9, 9 };
    EXPECT_THAT(complaint(config, threeClasses(9, 0)), HasSubstr("layer 1 (conv1)"));
}
