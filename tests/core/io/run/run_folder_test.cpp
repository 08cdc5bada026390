// SPDX-License-Identifier: GPL-3.0-or-later
// What a run leaves on disk, and how it goes on from there.
#include "core/base/error.h"
#include "core/base/files/folder_lock.h"
#include "core/io/run/logs/change_log.h"
#include "core/io/run/run_folder.h"
#include "core/io/run/run_list.h"
#include "tests/support/temp_folder.h"
#include "tests/support/three_classes.h"
#include <atomic>
#include <barrier>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

using namespace convscope;
using namespace convscope::test;
using testing::HasSubstr;
using testing::SizeIs;

namespace {

void train(Trainer &trainer, RunFolder &folder, int steps)
{
    for (int i = 0; i < steps && !trainer.finished(); ++i)
        folder.record(trainer.step(), trainer);
}

constexpr int kAll = 1000;

} // namespace

TEST(RunFolder, OfTwoStartsAtOnceIntoOneFolderExactlyOneSucceeds)
{
    constexpr int kPairs = 40;
    const TempFolder temp;
    const auto data = threeClasses(9, 3);
    for (int pair = 0; pair < kPairs; ++pair) {
        const auto folder = temp / std::to_string(pair);
        std::atomic<int> begun = 0;
        std::barrier together(2);
        const auto start = [&] {
            const Trainer trainer(threeClassesConfig("adam"), data);
            together.arrive_and_wait();
            try {
                const RunFolder run = RunFolder::create(folder, trainer);
                ++begun;
            } catch (const Error &error) {
                EXPECT_THAT(error.what(), HasSubstr(folder.string()));
            }
        };
        {
            const std::jthread first(start), second(start);
        }
        EXPECT_EQ(begun, 1) << "pair " << pair;
    }
}

TEST(RunFolder, ChangesOfSettingsAreKeptAndReadBack)
{
    const TempFolder temp;
    const auto folder = temp / "run";
    const auto data = threeClasses(45, 12);
    {
        Trainer trainer(threeClassesConfig("adam"), data);
        RunFolder run = RunFolder::create(folder, trainer);
        train(trainer, run, 3);
        EXPECT_FALSE(std::filesystem::exists(folder / "changes.csv"));
        trainer.change("learning_rate", 0.1);
        trainer.change("batch", 15);
        train(trainer, run, 6);
        run.save(trainer);
        EXPECT_EQ(readRunLogs(folder).changes, trainer.changes());
        EXPECT_THAT(trainer.changes(), SizeIs(2));
    }
    EXPECT_EQ(RunFolder::config(folder).optimizer.rate, 0.02) << "as the run began";
    Trainer again(RunFolder::config(folder), data);
    RunFolder run = RunFolder::resume(folder, again);
    EXPECT_EQ(again.config().optimizer.rate, 0.1);
    EXPECT_EQ(again.config().batch, 15);
    train(again, run, kAll);
    run.save(again);
    EXPECT_EQ(RunFolder::config(folder).optimizer.rate, 0.02);
    EXPECT_EQ(readRunLogs(folder).changes, again.changes());
}

TEST(RunFolder, ChangesThatAreNotInTheSavedStateAreForgottenWithTheirBatches)
{
    const TempFolder temp;
    const auto folder = temp / "run";
    const auto data = threeClasses(45, 12);
    {
        Trainer trainer(threeClassesConfig("adam"), data);
        RunFolder run = RunFolder::create(folder, trainer);
        train(trainer, run, 8); // an epoch: saved
        trainer.change("learning_rate", 0.1);
        train(trainer, run, 1);
        ASSERT_THAT(trainer.changes(), SizeIs(1));
        writeChanges(folder / "changes.csv", trainer.changes()); // and killed before the state
    }
    Trainer again(RunFolder::config(folder), data);
    const RunFolder run = RunFolder::resume(folder, again);
    EXPECT_EQ(again.config().optimizer.rate, 0.02);
    EXPECT_THAT(readRunLogs(folder).changes, SizeIs(0));
}

TEST(RunFolder, DamagedChangesAreToldByLine)
{
    const TempFolder temp;
    const auto file = temp.write("changes.csv", "batch,name,from,to\n3,speed,1,2\n");
    try {
        readChanges(file);
        ADD_FAILURE() << "accepted";
    } catch (const Error &error) {
        EXPECT_THAT(error.what(), HasSubstr("changes.csv: line 2"));
    }
    temp.write("changes.csv", "batch,name\n");
    EXPECT_THROW(readChanges(file), Error);
}

TEST(RunFolder, WhatWasValidatedAtALimitIsReplacedWhenTheRunGoesOn)
{
    const TempFolder temp;
    const auto data = threeClasses(45, 12);
    const RunConfig config = threeClassesConfig("adam");
    Trainer whole(config, data);
    RunFolder expected = RunFolder::create(temp / "whole", whole);
    train(whole, expected, kAll);
    expected.save(whole);
    RunConfig limited = config;
    limited.maxBatches = 4;
    {
        Trainer first(limited, data);
        RunFolder run = RunFolder::create(temp / "parts", first);
        train(first, run, kAll);
        run.save(first);
        EXPECT_THAT(readRunLogs(temp / "parts").epochs, SizeIs(1)) << "for the person";
    }
    Trainer second(config, data);
    RunFolder run = RunFolder::resume(temp / "parts", second);
    EXPECT_FALSE(std::filesystem::exists(temp / "parts" / "best.safetensors"));
    train(second, run, kAll);
    run.save(second);
    const RunLogs a = readRunLogs(temp / "whole"), b = readRunLogs(temp / "parts");
    ASSERT_EQ(a.epochs.size(), b.epochs.size());
    for (std::size_t i = 0; i < a.epochs.size(); ++i) {
        EXPECT_EQ(a.epochs[i].trainLoss, b.epochs[i].trainLoss);
        EXPECT_EQ(a.epochs[i].valLoss, b.epochs[i].valLoss);
    }
    EXPECT_EQ(a.batches.size(), b.batches.size());
    EXPECT_EQ(second.best()->parameters, whole.best()->parameters);
}

TEST(RunFolder, ADivergedRunSaysSoAndKeepsModelsThatWork)
{
    const TempFolder temp;
    RunConfig config = threeClassesConfig("sgd");
    config.model.layers = { { "flatten", {}, {} }, { "dense", {}, { { "units", 8.0 } } },
        { "dense", {}, { { "units", 3.0 } } } };
    config.optimizer.rate = 1e20;
    Trainer trainer(config, threeClasses(45, 12));
    RunFolder run = RunFolder::create(temp / "run", trainer);
    train(trainer, run, kAll);
    run.save(trainer);
    EXPECT_EQ(trainer.stopReason(), StopReason::Diverged);
    EXPECT_EQ(readRunLogs(temp / "run").divergence, trainer.divergence());
    EXPECT_EQ(listRuns(temp.path()).front().stoppedBy, "diverged");
    EXPECT_TRUE(std::filesystem::exists(temp / "run" / "last.safetensors"));
}

TEST(RunFolder, TheLogsComeBackInTheOrderTheyWereReported)
{
    const TempFolder temp;
    Trainer trainer(threeClassesConfig("adam"), threeClasses(45, 12));
    RunFolder run = RunFolder::create(temp / "run", trainer);
    std::vector<std::int64_t> reported; // batches, and epochs as negative numbers
    const auto note = [](std::vector<std::int64_t> &list, const StepReport &report) {
        if (report.batch)
            list.push_back(report.batch->batch);
        if (report.epoch)
            list.push_back(-report.epoch->epoch);
    };
    while (!trainer.finished()) {
        const StepReport report = trainer.step();
        run.record(report, trainer);
        note(reported, report);
    }
    run.save(trainer);
    std::vector<std::int64_t> readBack;
    for (const StepReport &report : asReports(readRunLogs(temp / "run")))
        note(readBack, report);
    EXPECT_EQ(readBack, reported);
}

TEST(RunFolder, WhatAKilledProgramLeftUnfinishedGoesWhenTheRunGoesOn)
{
    const TempFolder temp;
    const auto data = threeClasses(45, 12);
    Trainer trainer(threeClassesConfig("sgd"), data), other(threeClassesConfig("sgd"), data);
    {
        RunFolder run = RunFolder::create(temp / "run", trainer);
        train(trainer, run, 3);
        run.save(trainer);
    }
    temp.write("run/.best.safetensors.77-1.part", "of the first version");
    temp.write("run/.convscope.77-1.part", "half");
    temp.write("run/snapshots/.convscope.77-2.part", "half");
    RunFolder::resume(temp / "run", other);
    for (const auto &entry : std::filesystem::recursive_directory_iterator(temp / "run"))
        EXPECT_NE(entry.path().extension(), ".part") << entry.path();
}

TEST(RunFolder, OnlyOneProgramAtATimeWritesARun)
{
    const TempFolder temp;
    const auto data = threeClasses(45, 12);
    Trainer trainer(threeClassesConfig("sgd"), data), other(threeClassesConfig("sgd"), data);
    {
        RunFolder run = RunFolder::create(temp / "run", trainer);
        train(trainer, run, 3);
        run.save(trainer);
        EXPECT_TRUE(FolderLock::isHeld(temp / "run"));
        EXPECT_THROW(RunFolder::resume(temp / "run", other), Error);
        EXPECT_FALSE(listRuns(temp.path()).front().interrupted());
        EXPECT_TRUE(listRuns(temp.path()).front().running);
    }
    EXPECT_FALSE(FolderLock::isHeld(temp / "run"));
    const RunSummary left = listRuns(temp.path()).front();
    EXPECT_TRUE(left.interrupted());
    EXPECT_EQ(left.epochsPlanned, 4);
    EXPECT_EQ(left.batches, 3);
    RunFolder::resume(temp / "run", other);
    EXPECT_EQ(other.batchesDone(), 3);
}
