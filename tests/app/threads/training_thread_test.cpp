// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/threads/training_thread.h"
#include "core/inspect/network/feature_maps.h"
#include "tests/support/small_run.h"
#include "tests/support/temp_folder.h"
#include <deque>
#include <fstream>
#include <gmock/gmock.h>

namespace convscope::test {

namespace {

/// A training thread with somebody who listens. A wait that never ends is ended by the test's
/// time limit.
class Listener {
public:
    void send(const Command &command)
    {
        m_thread.send(command);
        ++m_sent;
    }
    Event next()
    {
        while (m_pending.empty())
            for (Event &event : m_thread.waitForEvents({}))
                m_pending.push_back(std::move(event));
        Event event = std::move(m_pending.front());
        m_pending.pop_front();
        return event;
    }
    /// Skips events of other kinds, but keeps the training reports.
    template<typename Requested>
    Requested waitFor()
    {
        while (true) {
            Event event = next();
            if (auto *found = std::get_if<Requested>(&event))
                return std::move(*found);
            if (const auto *report = std::get_if<StepReport>(&event))
                m_reports.push_back(*report);
        }
    }
    /// Until all that was sent has been served and the thread rests.
    void waitForRest()
    {
        while (waitFor<Resting>().served != m_sent)
            ;
    }
    std::vector<BatchReport> batches() const
    {
        std::vector<BatchReport> result;
        for (const StepReport &report : m_reports)
            if (report.batch)
                result.push_back(*report.batch);
        return result;
    }
    TrainingThread &thread() { return m_thread; }

private:
    std::deque<Event> m_pending;
    std::vector<StepReport> m_reports;
    std::uint64_t m_sent = 0;
    TrainingThread m_thread;
};

StartRun smallRun(int epochs, bool paused = false)
{
    return { smallConfig(epochs), smallData(), {}, paused };
}

} // namespace

TEST(TrainingThread, ReportsEveryBatchInOrderAndFinishesWithTheBestAndTheLastModel)
{
    Listener listener;
    listener.send(smallRun(3));
    const auto started = listener.waitFor<Started>();
    EXPECT_EQ(started.batchesTotal, 3 * kBatchesPerEpoch);
    EXPECT_THAT(started.classes, testing::ElementsAre("dark", "bright"));
    const auto finished = listener.waitFor<Finished>();
    const auto batches = listener.batches();
    ASSERT_EQ(batches.size(), std::size_t(3 * kBatchesPerEpoch));
    for (std::size_t i = 0; i < batches.size(); ++i)
        EXPECT_EQ(batches[i].batch, std::int64_t(i) + 1);
    EXPECT_EQ(finished.reason, StopReason::Epochs);
    ASSERT_TRUE(finished.bestEpoch);
    EXPECT_EQ(finished.best->epoch, finished.bestEpoch->epoch);
    EXPECT_EQ(finished.last->batch, 3 * kBatchesPerEpoch);
}

TEST(TrainingThread, TrainsExactlyOneBatchForEachStep)
{
    Listener listener;
    listener.send(smallRun(kEndless, true));
    listener.waitFor<Paused>();
    for (std::int64_t step = 1; step <= 2 * kBatchesPerEpoch; ++step) {
        listener.send(StepOnce {});
        listener.waitFor<Paused>();
        listener.send(SnapshotRequest {});
        listener.waitForRest();
        EXPECT_EQ(listener.batches().size(), std::size_t(step));
        EXPECT_EQ(listener.thread().takeSnapshot()->batch, step);
    }
}

TEST(TrainingThread, TrainsAsManyBatchesAsStepsWereAskedForHoweverQuickly)
{
    Listener listener;
    listener.send(smallRun(kEndless, true));
    for (int step = 0; step < 5; ++step)
        listener.send(StepOnce {});
    listener.send(SnapshotRequest {});
    listener.waitForRest();
    EXPECT_EQ(listener.batches().size(), 5U);
}

TEST(TrainingThread, GivesTheSameWeightsWhetherItWasPausedOrNot)
{
    Listener straight;
    straight.send(smallRun(4));
    const auto expected = straight.waitFor<Finished>();

    Listener paused;
    paused.send(smallRun(4, true));
    for (int round = 0; round < kBatchesPerEpoch + 2; ++round) {
        paused.send(StepOnce {});
        paused.send(SnapshotRequest {});
        paused.waitForRest();
    }
    paused.send(Resume {});
    const auto finished = paused.waitFor<Finished>();
    EXPECT_EQ(finished.last->parameters, expected.last->parameters);
    EXPECT_EQ(finished.best->parameters, expected.best->parameters);
}

TEST(TrainingThread, TrainsNothingWhilePaused)
{
    Listener listener;
    listener.send(smallRun(kEndless));
    listener.waitFor<StepReport>();
    listener.send(Pause {});
    listener.waitFor<Paused>();
    listener.send(SnapshotRequest {});
    listener.waitForRest();
    const std::int64_t before = listener.thread().takeSnapshot()->batch;
    listener.send(SnapshotRequest {});
    listener.waitForRest();
    EXPECT_EQ(listener.thread().takeSnapshot()->batch, before);
}

TEST(TrainingThread, KeepsAModelThatPredictsWhenItIsStopped)
{
    Listener listener;
    listener.send(smallRun(kEndless));
    for (int i = 0; i < 40 * kBatchesPerEpoch; ++i)
        listener.waitFor<StepReport>();
    listener.send(StopRun {});
    const auto finished = listener.waitFor<Finished>();
    EXPECT_EQ(finished.reason, StopReason::Person);
    Predictor predictor(finished.best);
    const Image bright { 1, 4, 4, std::vector<std::uint8_t>(16, 200) };
    const Image dark { 1, 4, 4, std::vector<std::uint8_t>(16, 30) };
    EXPECT_GT(predictor.predict(bright)[1], 0.5F);
    EXPECT_GT(predictor.predict(dark)[0], 0.5F);
}

TEST(TrainingThread, TakesANewLearningRateFromTheNextBatchOn)
{
    Listener listener;
    listener.send(smallRun(kEndless, true));
    listener.send(StepOnce {});
    listener.waitForRest();
    listener.send(ChangeSetting { "learning_rate", 0.125 });
    listener.send(StepOnce {});
    listener.waitForRest();
    const auto batches = listener.batches();
    ASSERT_EQ(batches.size(), 2U);
    EXPECT_DOUBLE_EQ(batches[0].learningRate, 0.01);
    EXPECT_DOUBLE_EQ(batches[1].learningRate, 0.125);
}

TEST(TrainingThread, SaysWhatIsWrongWithARunAndTakesTheNextOne)
{
    Listener listener;
    StartRun wrong = smallRun(1);
    wrong.config.model.layers.back().options["units"] = 3.0;
    listener.send(wrong);
    EXPECT_THAT(listener.waitFor<Failed>().message, testing::HasSubstr("2 classes"));
    listener.send(smallRun(1));
    EXPECT_EQ(listener.waitFor<Finished>().reason, StopReason::Epochs);
}

TEST(TrainingThread, RefusesAFolderThatHoldsARunAlready)
{
    const TempFolder folder;
    Listener listener;
    StartRun start = smallRun(1);
    start.folder = folder / "run";
    listener.send(start);
    listener.waitFor<Finished>();
    listener.send(start);
    EXPECT_THAT(listener.waitFor<Failed>().message, testing::HasSubstr("run"));
}

TEST(TrainingThread, SavesTheRunThatGoesOnWhenItEnds)
{
    const TempFolder folder;
    std::int64_t seen = 0;
    {
        Listener listener;
        StartRun start = smallRun(kEndless);
        start.folder = folder / "run";
        listener.send(start);
        for (int i = 0; i < 3 * kBatchesPerEpoch; ++i)
            if (const auto report = listener.waitFor<StepReport>(); report.batch)
                seen = report.batch->batch;
    }
    Trainer trainer(RunFolder::config(folder / "run"), smallData());
    RunFolder::resume(folder / "run", trainer);
    EXPECT_GE(trainer.batchesDone(), seen);
    EXPECT_EQ(readRunLogs(folder / "run").batches.size(), std::size_t(trainer.batchesDone()));
}

TEST(TrainingThread, NotesWhatOneShouldKnowOfARun)
{
    const TempFolder folder;
    Listener listener;
    StartRun start = smallRun(2);
    start.folder = folder / "run";
    start.config.schedule.kind = "cosine";
    listener.send(start);
    listener.waitFor<Finished>();
    listener.waitForRest();
    RunConfig more = start.config;
    more.epochs = 400;
    listener.send(ContinueRun { more, start.data, start.folder });
    listener.send(Pause {});
    EXPECT_THAT(listener.waitFor<Noted>().sentence, testing::HasSubstr("400 epochs instead of 2"));
    listener.send(ChangeSetting { "weight_decay", 1e6 });
    EXPECT_THAT(listener.waitFor<Noted>().sentence, testing::HasSubstr("weight_decay"))
        << "a value that cannot be is refused, and the run goes on";
    listener.send(StopRun {});
    EXPECT_EQ(listener.waitFor<Finished>().reason, StopReason::Person);
}

TEST(TrainingThread, ARunThatCannotBeSavedGoesOnAndIsSavedOnceItCanBe)
{
    const TempFolder folder;
    Listener listener;
    StartRun start = smallRun(3, true);
    start.folder = folder / "run";
    listener.send(start);
    listener.waitFor<Paused>();
    std::filesystem::rename(start.folder, folder / "elsewhere");
    listener.send(Resume {});
    EXPECT_THAT(listener.waitFor<KeptRun>().error, testing::HasSubstr("moved"));
    EXPECT_EQ(listener.waitFor<Finished>().reason, StopReason::Epochs) << "training goes on";
    EXPECT_THAT(listener.waitFor<KeptRun>().error, testing::HasSubstr("moved"));
    listener.send(SaveAgain {});
    EXPECT_EQ(listener.waitFor<KeptRun>().batch, 0) << "not yet";
    std::filesystem::rename(folder / "elsewhere", start.folder);
    listener.send(SaveAgain {});
    const KeptRun kept = listener.waitFor<KeptRun>();
    EXPECT_EQ(kept.error, "");
    EXPECT_EQ(kept.batch, 3 * kBatchesPerEpoch);
    listener.waitForRest();
    EXPECT_EQ(readRunLogs(start.folder).batches.size(), 3U * kBatchesPerEpoch);
}

TEST(TrainingThread, LosesNoCommandHoweverFastTheyCome)
{
    constexpr int kRounds = 300;
    Listener listener;
    for (int round = 0; round < kRounds; ++round)
        for (const Command &command : std::initializer_list<Command> { smallRun(kEndless), Pause {},
                 Resume {}, SnapshotRequest {}, StepOnce {}, StopRun {} })
            listener.send(command);
    for (int round = 0; round < kRounds; ++round)
        EXPECT_EQ(listener.waitFor<Finished>().reason, StopReason::Person);
    listener.waitForRest();
}

TEST(TrainingThread, IgnoresCommandsThatMeanNothingWithoutARun)
{
    Listener listener;
    for (const Command &command : std::initializer_list<Command> { Pause {}, Resume {}, StepOnce {},
             StopRun {}, ChangeSetting { "learning_rate", 1 }, SnapshotRequest {} })
        listener.send(command);
    listener.waitForRest();
    EXPECT_EQ(listener.thread().takeSnapshot(), nullptr);
}

} // namespace convscope::test
