// SPDX-License-Identifier: GPL-3.0-or-later
// Steering a run: changed settings, limits, patience. Nothing gets lost.
#include "core/base/error.h"
#include "core/nn/model.h"
#include "core/train/loop/trainer_state.h"
#include "core/train/measure/evaluation.h"
#include "tests/support/optimizer_kinds.h"
#include "tests/support/three_classes.h"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace convscope;
using namespace convscope::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

/// With everything that changes a step: optimizer, augmentation, schedule, clipping.
RunConfig everything(const std::string &optimizer)
{
    RunConfig config = threeClassesConfig(optimizer);
    config.augment = augmentOptionsFromList("flip,shift,noise");
    config.schedule = { .kind = "cosine", .warmup = 3 };
    config.clipNorm = 0.5;
    return config;
}

/// What a person does before which step.
void steer(Trainer &trainer, int step)
{
    if (step == 3)
        trainer.change("learning_rate", 0.007);
    if (step == 5)
        trainer.change("batch", 10);
    if (step == 9) {
        trainer.change("momentum", 0.5);
        trainer.change("weight_decay", 0.01);
    }
}

struct Trace {
    std::vector<double> losses, rates;
    std::vector<int> images;
    std::vector<SettingChange> changes;

    void add(const StepReport &report)
    {
        if (report.batch) {
            losses.push_back(report.batch->loss);
            rates.push_back(report.batch->learningRate);
            images.push_back(report.batch->images);
        }
        changes.insert(changes.end(), report.changes.begin(), report.changes.end());
    }
    friend bool operator==(const Trace &, const Trace &) = default;
};

Trace finish(Trainer &trainer)
{
    Trace trace;
    while (!trainer.finished())
        trace.add(trainer.step());
    return trace;
}

} // namespace

class TrainerControl : public testing::TestWithParam<std::string> { };

TEST_P(TrainerControl, ARunThatIsSteeredGoesOnToTheSameBitsFromAnyStep)
{
    const auto data = threeClasses(45, 12);
    const RunConfig config = everything(GetParam());
    Trainer whole(config, data);
    for (int step = 0; !whole.finished(); ++step) {
        steer(whole, step);
        whole.step();
    }
    for (const int cut : { 2, 4, 6, 8, 12, 15 }) {
        Trainer first(config, data), second(config, data);
        for (int step = 0; step < cut; ++step) {
            steer(first, step);
            first.step();
        }
        copyState(first, second);
        for (int step = cut; !second.finished(); ++step) {
            steer(second, step);
            second.step();
        }
        EXPECT_EQ(second.current()->parameters, whole.current()->parameters) << "cut at " << cut;
        EXPECT_EQ(second.best()->parameters, whole.best()->parameters) << "cut at " << cut;
        EXPECT_EQ(second.changes(), whole.changes());
        EXPECT_EQ(second.batchesDone(), whole.batchesDone());
    }
}

TEST_P(TrainerControl, AStopAtALimitWithinAnEpochLosesNothingWhenItGoesOn)
{
    const auto data = threeClasses(45, 12);
    const RunConfig config = everything(GetParam());
    Trainer whole(config, data);
    std::vector<EpochReport> expected;
    while (!whole.finished())
        if (const auto epoch = whole.step().epoch)
            expected.push_back(*epoch);
    for (const int limit : { 1, 4, 7, 10, 27 }) {
        RunConfig limited = config;
        limited.maxBatches = limit;
        Trainer first(limited, data), second(config, data);
        finish(first);
        EXPECT_EQ(first.stopReason(), StopReason::MaxBatches);
        copyState(first, second);
        EXPECT_EQ(second.batchesDone(), limit);
        std::vector<EpochReport> rest;
        while (!second.finished())
            if (const auto epoch = second.step().epoch)
                rest.push_back(*epoch);
        EXPECT_EQ(second.current()->parameters, whole.current()->parameters) << limit;
        EXPECT_EQ(second.best()->parameters, whole.best()->parameters) << limit;
        ASSERT_EQ(rest.size(), expected.size() - std::size_t(limit / 7));
        for (std::size_t i = 0; i < rest.size(); ++i) {
            const EpochReport &requested = expected[i + std::size_t(limit / 7)];
            EXPECT_EQ(rest[i].epoch, requested.epoch);
            EXPECT_EQ(rest[i].trainLoss, requested.trainLoss) << "the whole epoch's";
            EXPECT_EQ(rest[i].valLoss, requested.valLoss);
            EXPECT_EQ(rest[i].best, requested.best);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Optimizers, TrainerControl, testing::ValuesIn(test::optimizerKinds()),
    [](const auto &instance) {
        std::string name = instance.param;
        std::ranges::replace(name, '-', '_'); // GoogleTest's names have no dashes
        return name;
    });

TEST(TrainerControl, EveryChangeIsWrittenDownWithTheBatchItTookEffectAt)
{
    Trainer trainer(threeClassesConfig("momentum"), threeClasses(45, 12));
    Trace trace;
    for (int step = 0; !trainer.finished(); ++step) {
        steer(trainer, step);
        trace.add(trainer.step());
    }
    // Seven batches and a validation are an epoch; the ninth step is the second epoch's first
    // batch.
    const std::vector<SettingChange> expected {
        { 4, "learning_rate", 0.02, 0.007 },
        { 8, "batch", 7, 10 },
        { 9, "momentum", 0.9, 0.5 },
        { 9, "weight_decay", 0, 0.01 },
    };
    EXPECT_EQ(trace.changes, expected);
    EXPECT_EQ(trainer.changes(), expected);
    EXPECT_EQ(trace.rates[2], 0.02);
    EXPECT_EQ(trace.rates[3], 0.007);
    EXPECT_EQ(trace.images[5], 7) << "the epoch is finished with the old size";
    EXPECT_EQ(trace.images[7], 10);
    EXPECT_EQ(trainer.batchesDone(), 7 + 3 * 5);
    EXPECT_EQ(trainer.startConfig(), [] {
        RunConfig config = threeClassesConfig("momentum");
        config.model = Model(config.model).spec();
        return config;
    }());
}

TEST(TrainerControl, TheNumberOfBatchesFollowsTheBatchSize)
{
    Trainer trainer(threeClassesConfig("sgd"), threeClasses(45, 0));
    EXPECT_EQ(trainer.batchesTotal(), 28);
    trainer.step();
    trainer.change("batch", 45);
    EXPECT_EQ(trainer.batchesTotal(), 7 + 3);
    std::int64_t reported = 0;
    while (!trainer.finished())
        reported = std::max(reported, trainer.step().batchesTotal);
    EXPECT_EQ(reported, 10);
    EXPECT_EQ(trainer.batchesDone(), 10);
}

TEST(TrainerControl, AChangeThatIsTakenBackBeforeItTookEffectIsNone)
{
    Trainer trainer(threeClassesConfig("sgd"), threeClasses(45, 0));
    trainer.step();
    trainer.change("learning_rate", 1);
    trainer.change("learning_rate", 0.02);
    EXPECT_THAT(trainer.step().changes, IsEmpty());
    EXPECT_THAT(trainer.changes(), IsEmpty());
}

TEST(TrainerControl, AReplayWithTheChangesWrittenDownGivesTheSameBits)
{
    const auto data = threeClasses(45, 12);
    const RunConfig config = everything("momentum");
    Trainer trainer(config, data);
    std::map<std::string, std::string> metadata;
    std::vector<NamedTensor> early;
    for (int step = 0; !trainer.finished(); ++step) {
        steer(trainer, step);
        trainer.step();
        if (step == 3)
            early = trainer.state(metadata);
    }
    Trainer replay(settingsAt(trainer.config(), trainer.changes(), 4), data);
    replay.setState(early, metadata);
    ASSERT_EQ(replay.batchesDone(), 4);
    while (!replay.finished()) {
        for (const SettingChange &change : trainer.changes())
            if (change.batch == replay.batchesDone() + 1)
                replay.change(change.setting, change.to);
        replay.step();
    }
    EXPECT_EQ(replay.current()->parameters, trainer.current()->parameters);
    EXPECT_EQ(replay.changes(), trainer.changes());
}

TEST(TrainerControl, AScheduleGoesOnFromTheSameShareOfTheRunWithAnotherBatchSize)
{
    RunConfig config = threeClassesConfig("sgd");
    config.schedule.kind = "cosine";
    config.batch = 9;
    Trainer trainer(config, threeClasses(45, 0));
    Trace trace;
    for (int i = 0; i < 10; ++i)
        trace.add(trainer.step());
    trainer.change("batch", 3);
    const Trace rest = finish(trainer);
    EXPECT_EQ(rest.rates.front(), 0.01) << "half of the run is done, whatever the batches";
    ASSERT_EQ(rest.rates.size(), 30U);
    EXPECT_TRUE(std::ranges::is_sorted(rest.rates, std::greater()));
}

TEST(TrainerControl, ValuesThatMakeNoSenseAreRefusedAndChangeNothing)
{
    Trainer trainer(threeClassesConfig("sgd"), threeClasses(45, 0));
    EXPECT_THROW(trainer.change("learning_rate", -1), Error);
    EXPECT_THROW(trainer.change("learning_rate", std::nan("")), Error);
    EXPECT_THROW(trainer.change("momentum", 1), Error);
    EXPECT_THROW(trainer.change("batch", 0), Error);
    EXPECT_THROW(trainer.change("batch", 2.5), Error);
    EXPECT_THAT(trainer.step().changes, IsEmpty());
}

TEST(TrainerControl, SettingsThatCannotWorkAreRefusedByName)
{
    const auto refused = [](const std::string &kind, auto change) {
        RunConfig config = threeClassesConfig(kind);
        change(config);
        try {
            checkRunConfig(config);
        } catch (const Error &error) {
            return std::string(error.what());
        }
        return std::string("taken");
    };
    const double nan = std::nan("");
    for (const double beta : { 1.0, 1 - 1e-9, -0.1, nan }) {
        EXPECT_THAT(
            refused("adam", [&](RunConfig &c) { c.optimizer.beta1 = beta; }), HasSubstr("'beta1'"));
        EXPECT_THAT(refused("adamw", [&](RunConfig &c) { c.optimizer.beta2 = beta; }),
            HasSubstr("'beta2'"));
        EXPECT_THAT(refused("nesterov", [&](RunConfig &c) { c.optimizer.momentum = beta; }),
            HasSubstr("'momentum'"));
    }
    for (const double epsilon : { 0.0, -1e-8, 1e-50, nan })
        EXPECT_THAT(refused("rmsprop", [&](RunConfig &c) { c.optimizer.epsilon = epsilon; }),
            HasSubstr("'epsilon'"));
    for (const double decay : { 1e6, -1.0, nan, HUGE_VAL })
        EXPECT_THAT(refused("adam", [&](RunConfig &c) { c.optimizer.weightDecay = decay; }),
            HasSubstr("'weight_decay'"));
    for (const double rate : { -1.0, nan, 1e39 })
        EXPECT_THAT(
            refused("sgd", [&](RunConfig &c) { c.optimizer.rate = rate; }), HasSubstr("'rate'"));
    EXPECT_EQ(refused("sgd", [](RunConfig &c) { c.optimizer.epsilon = 0; }), "taken")
        << "it does not divide";
    Trainer trainer(threeClassesConfig("sgd"), threeClasses(45, 0));
    EXPECT_THROW(trainer.change("weight_decay", 1e6), Error);
}

TEST(TrainerControl, ARateThatJumpsWithMoreEpochsIsTold)
{
    const auto data = threeClasses(45, 12);
    const auto jumpOf = [&](const ScheduleOptions &schedule, int epochs, int moreEpochs) {
        RunConfig config = threeClassesConfig("sgd");
        config.schedule = schedule;
        config.epochs = epochs;
        Trainer first(config, data);
        finish(first);
        config.epochs = moreEpochs;
        Trainer second(config, data);
        copyState(first, second);
        const auto jump = second.rateJump();
        if (jump) {
            EXPECT_DOUBLE_EQ(second.step().batch->learningRate, jump->rate);
        }
        return jump;
    };
    const auto cosine = jumpOf({ .kind = "cosine" }, 3, 6);
    ASSERT_TRUE(cosine);
    EXPECT_NEAR(cosine->planned, 0, 1e-12);
    EXPECT_NEAR(cosine->rate, 0.01, 1e-3) << "half of it is left in the middle";
    EXPECT_THAT(toString(*cosine),
        testing::AllOf(HasSubstr("6 epochs instead of 3"), HasSubstr("goes on at 0.01")));
    EXPECT_TRUE(jumpOf({ .kind = "step" }, 3, 9)) << "a third of the run is longer now";
    EXPECT_TRUE(jumpOf({ .kind = "constant", .warmup = 0.5 }, 2, 8)) << "so is the warm-up";
    EXPECT_FALSE(jumpOf({ .kind = "constant" }, 3, 6));
    EXPECT_FALSE(jumpOf({ .kind = "step", .stepEvery = 2 }, 3, 6));

    RunConfig config = threeClassesConfig("sgd");
    config.schedule.kind = "cosine";
    Trainer steered(config, data);
    steered.step();
    steered.change("epochs", 40);
    EXPECT_TRUE(steered.rateJump()) << "also on the way";
}

TEST(TrainerControl, ALimitOfBatchesCountsNoBrokenEpochAndPlansNoOther)
{
    const auto data = threeClasses(45, 12); // seven batches an epoch
    RunConfig config = threeClassesConfig("sgd");
    config.epochs = 10;
    config.maxBatches = 10;
    Trainer trainer(config, data);
    EXPECT_EQ(trainer.batchesTotal(), 10);
    EXPECT_DOUBLE_EQ(trainer.epochsTotal(), 10.0 / 7);
    int closed = 0;
    while (!trainer.finished())
        closed += trainer.step().epoch ? 1 : 0;
    EXPECT_EQ(closed, 2) << "what is validated at the limit is told";
    EXPECT_EQ(trainer.epochsDone(), 1) << "but the second epoch is broken";
    EXPECT_DOUBLE_EQ(trainer.epochsTotal(), 10.0 / 7);
    config.maxBatches = 0;
    EXPECT_DOUBLE_EQ(Trainer(config, data).epochsTotal(), 10);
    config.maxBatches = 500;
    EXPECT_DOUBLE_EQ(Trainer(config, data).epochsTotal(), 10);
}

TEST(TrainerControl, ImagesASecondCountTrainingAlone)
{
    Trainer trainer(threeClassesConfig("sgd"), threeClasses(45, 12));
    double own = 0, clock = 0;
    while (!trainer.finished()) {
        const StepReport report = trainer.step();
        if (report.batch) {
            EXPECT_GT(report.batch->ownSeconds, 0);
            own += report.batch->ownSeconds;
        }
        if (report.epoch)
            clock = report.epoch->seconds;
    }
    EXPECT_LT(own, clock) << "validation takes time too";
}

TEST(TrainerControl, ATieIsNoBetterValidationLoss)
{
    RunConfig config = threeClassesConfig("sgd");
    config.optimizer.rate = 0; // every epoch ties with the first
    config.epochs = 50;
    config.patience = 2;
    Trainer trainer(config, threeClasses(20, 6));
    std::vector<bool> best;
    while (!trainer.finished())
        if (const auto epoch = trainer.step().epoch)
            best.push_back(epoch->best);
    EXPECT_THAT(best, ElementsAre(true, false, false));
    EXPECT_EQ(trainer.bestEpoch()->epoch, 1);
    EXPECT_EQ(trainer.best()->epoch, 1);
    EXPECT_EQ(trainer.stopReason(), StopReason::Patience);
}

TEST(TrainerControl, PatienceCountsFromTheLastBetterEpochAlsoAfterAResume)
{
    const auto data = threeClasses(20, 6);
    RunConfig config = threeClassesConfig("sgd");
    config.optimizer.rate = 0;
    config.epochs = 50;
    config.patience = 3;
    Trainer first(config, data), second(config, data);
    for (int step = 0; step < 8; ++step) // two epochs of three batches and a validation
        first.step();
    copyState(first, second);
    finish(second);
    EXPECT_EQ(second.epochsDone(), 4);
    EXPECT_EQ(second.stopReason(), StopReason::Patience);
}

TEST(TrainerControl, ADamagedStateIsRefused)
{
    const auto data = threeClasses(45, 12);
    Trainer first(threeClassesConfig("sgd"), data), second(threeClassesConfig("sgd"), data);
    first.step();
    std::map<std::string, std::string> metadata;
    const auto state = first.state(metadata);
    for (const auto &[good, bad] : { std::pair { "\"batch\":7", "\"batch\":1e300" },
             std::pair { "\"batch\":7", "\"batch\":0" }, std::pair { "momentum", "speed" } }) {
        auto damaged = metadata;
        std::string &text = damaged["settings"];
        const std::size_t at = text.find(good);
        ASSERT_NE(at, std::string::npos) << text;
        text.replace(at, std::string(good).size(), bad);
        EXPECT_THROW(second.setState(state, damaged), Error) << bad;
    }
}

TEST(TrainerControl, ALimitThatIsReachedIsReachedAgainWithoutAnotherEpoch)
{
    const auto data = threeClasses(45, 12);
    RunConfig config = threeClassesConfig("sgd");
    config.maxBatches = 14; // two whole epochs
    Trainer first(config, data), second(config, data);
    finish(first);
    EXPECT_EQ(first.epochsDone(), 2);
    copyState(first, second);
    EXPECT_TRUE(second.finished());
    EXPECT_EQ(second.stopReason(), StopReason::MaxBatches);
    EXPECT_EQ(second.epochsDone(), 2);
}
