// SPDX-License-Identifier: GPL-3.0-or-later
// Any moment of a run, trained again from a snapshot before it, is what it was to the bit.
#include "core/base/error.h"
#include "core/data/prepare/augmentation.h"
#include "core/train/history/replay.h"
#include "tests/support/digits_run.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

using namespace convscope;

namespace {

using ReplayState = std::pair<std::vector<NamedTensor>, std::map<std::string, std::string>>;

/// A run with everything that remembers or draws: statistics, dropout, augmentation, momentum, and
/// settings that are changed on the way.
struct RecordedRun {
    explicit RecordedRun(const std::string &optimizer)
    {
        auto digits = test::digitsRun("mnist-linear", 90);
        RunConfig &config = digits.config;
        config.model.layers = { { "conv", {}, { { "filters", 4.0 } } }, { "batchnorm", {}, {} },
            { "relu", {}, {} }, { "maxpool", {}, {} }, { "dropout", {}, {} }, { "flatten", {}, {} },
            { "dense", {}, { { "units", 10.0 } } } };
        config.optimizer.kind = optimizer;
        config.optimizer.rate = 0.01;
        config.augment = augmentOptionsFromList("shift,rotate,noise");
        config.labelSmoothing = 0.1;
        config.classWeights = ClassWeights::Balanced;
        config.schedule.kind = "cosine";
        config.epochs = 5;
        config.batch = 16;
        config.threads = 2;
        history = { config, {}, digits.data };
        Trainer trainer(config, digits.data);
        models.push_back(trainer.current());
        snapshots.push_back(takeSnapshot(trainer));
        while (!trainer.finished()) {
            if (trainer.batchesDone() == 4)
                trainer.change("learning_rate", 0.02);
            if (trainer.batchesDone() == 8)
                trainer.change("batch", 20); // from the next epoch on
            const StepReport report = trainer.step();
            if (!report.batch)
                continue;
            reports.push_back(*report.batch);
            models.push_back(trainer.current());
            snapshots.push_back(takeSnapshot(trainer));
        }
        history.changes = trainer.changes();
        history.config.threads = 1; // never changes a result
    }

    RunHistory history;
    std::vector<BatchReport> reports; // of batch i + 1
    std::vector<std::shared_ptr<const TrainedModel>> models; // after batch i
    std::vector<Snapshot> snapshots; // after batch i
};

class Replay : public testing::TestWithParam<std::string> { };

} // namespace

TEST_P(Replay, GivesTheWeightsOfEveryCheckpointFromAnySnapshotBeforeIt)
{
    const RecordedRun run(GetParam());
    ASSERT_GE(run.reports.size(), 20U);
    ASSERT_EQ(run.history.changes.size(), 2U);
    const auto last = std::int64_t(run.reports.size());
    for (const auto &[start, end] : std::vector<std::pair<std::int64_t, std::int64_t>> {
             { 0, 0 }, { 0, 3 }, { 0, last }, { 3, 9 }, { 5, 12 }, { 8, 13 }, { 11, last } }) {
        const auto trainer
            = replay(run.history, run.snapshots[std::size_t(start)], end, noProgress);
        EXPECT_EQ(trainer->current()->parameters, run.models[std::size_t(end)]->parameters)
            << "from " << start << " to " << end;
        EXPECT_EQ(trainer->current()->batch, end);
    }
}

TEST_P(Replay, GivesTheOptimizerOfThatCheckpointToo)
{
    const RecordedRun run(GetParam());
    const Snapshot again = takeSnapshot(*replay(run.history, run.snapshots[2], 10, noProgress));
    EXPECT_EQ(again.tensors, run.snapshots[10].tensors);
}

TEST_P(Replay, ShowsEveryImageOfABatchWithTheLossThatWasLogged)
{
    const RecordedRun run(GetParam());
    for (const std::int64_t batch : { 1, 4, 5, 6, 7, 12, 13, 20 }) { // epochs end at 6 and 12
        const BatchReport &logged = run.reports[std::size_t(batch) - 1];
        const BatchInspection look
            = inspectBatch(run.history, run.snapshots[std::size_t(batch) / 2], batch, noProgress);
        EXPECT_EQ(look.report.loss, logged.loss) << batch;
        EXPECT_EQ(look.report.accuracy, logged.accuracy);
        EXPECT_EQ(look.report.epoch, logged.epoch);
        ASSERT_EQ(look.details.losses.size(), std::size_t(logged.images));
        const double mean
            = std::accumulate(look.details.losses.begin(), look.details.losses.end(), 0.0)
            / logged.images;
        EXPECT_NEAR(mean, logged.loss, 1e-12);
        EXPECT_EQ(look.details.images.size(), look.details.losses.size());
        EXPECT_EQ(look.details.probabilities.size(), look.details.losses.size() * 10);
        EXPECT_EQ(look.details.inputs.size(),
            look.details.losses.size() * run.history.data->train.shape.size());
        EXPECT_EQ(look.model->parameters, run.models[std::size_t(batch) - 1]->parameters);
    }
}

INSTANTIATE_TEST_SUITE_P(Optimizers, Replay, testing::Values("sgd", "momentum", "adam"),
    [](const auto &optimizer) { return optimizer.param; });

TEST(ReplayedRun, ForgetsARequestThatWasTakenBackBeforeItTookEffect)
{
    auto [config, data] = test::digitsRun("mnist-linear", 60);
    config.batch = 16;
    config.epochs = 3;
    Trainer trainer(config, data);
    trainer.step();
    trainer.change("batch", 7);
    trainer.step();
    const Snapshot snapshot = takeSnapshot(trainer); // it wants batches of 7
    trainer.change("batch", 16);
    while (trainer.batchesDone() < 9)
        trainer.step();
    const RunHistory history { config, trainer.changes(), data };
    EXPECT_EQ(replay(history, snapshot, 9, noProgress)->current()->parameters,
        trainer.current()->parameters);
}

TEST(ReplayedRun, CanBeCancelledAndSaysWhenThereIsNoSuchBatch)
{
    auto [config, data] = test::digitsRun("mnist-linear", 60);
    config.epochs = 1;
    const Trainer trainer(config, data);
    const Snapshot start = takeSnapshot(trainer);
    const RunHistory history { config, {}, data };
    EXPECT_THROW(
        replay(history, start, 2, [](std::size_t, std::size_t) { return false; }), Cancelled);
    EXPECT_THROW(replay(history, start, 1000, noProgress), Error);
    EXPECT_THROW(inspectBatch(history, start, 1000, noProgress), Error);
}

TEST(ReplayedRun, KnowsASettingBeforeBetweenAndAfterItsChanges)
{
    RunHistory history;
    history.config.optimizer.rate = 9; // whatever it says
    history.changes = { { 5, "learning_rate", 0.1, 0.2 }, { 5, "momentum", 0.9, 0.8 },
        { 12, "learning_rate", 0.2, 0.3 } };
    const auto rateAt = [&](std::int64_t batch) {
        return settingAt(history, "learning_rate", batch);
    };
    EXPECT_EQ(rateAt(1), 0.1);
    EXPECT_EQ(rateAt(4), 0.1);
    EXPECT_EQ(rateAt(5), 0.2);
    EXPECT_EQ(rateAt(11), 0.2);
    EXPECT_EQ(rateAt(12), 0.3);
    EXPECT_EQ(rateAt(99), 0.3);
    EXPECT_EQ(settingAt(history, "batch", 7), 32);
}
