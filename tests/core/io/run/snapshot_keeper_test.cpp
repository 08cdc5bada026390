// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/io/run/snapshot_keeper.h"
#include "core/io/run/snapshot_store.h"
#include "core/train/history/replay.h"
#include "tests/support/digits_run.h"
#include "tests/support/errors.h"
#include "tests/support/temp_folder.h"
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;
using testing::HasSubstr;
namespace fs = std::filesystem;

namespace {

test::DigitsRun digits()
{
    auto run = test::digitsRun("mnist-linear", 80);
    run.config.batch = 8;
    run.config.epochs = 4;
    return run;
}

/// Trains until `batches` are done, the keeper watching.
void train(Trainer &trainer, SnapshotKeeper &keeper, std::int64_t batches)
{
    keeper.wait();
    while (!trainer.finished() && trainer.batchesDone() < batches) {
        keeper.record(trainer.step(), trainer);
        keeper.wait(); // so that it is never too busy for the next
    }
}

} // namespace

TEST(SnapshotKeeper, KeepsTheFirstTheLastAndSomeBetweenWithinItsLimits)
{
    const test::TempFolder folder;
    const auto [config, data] = digits();
    Trainer trainer(config, data);
    {
        SnapshotKeeper keeper(folder.path(), trainer, { .count = 6, .bytes = 1U << 30U });
        train(trainer, keeper, 40);
        keeper.finish(trainer);
        keeper.wait();
        const auto news = keeper.news();
        ASSERT_TRUE(news);
        EXPECT_EQ(news->batches, listSnapshots(folder.path()));
        EXPECT_EQ(news->error, "");
        EXPECT_FALSE(keeper.news());
    }
    const auto batches = listSnapshots(folder.path());
    EXPECT_EQ(batches.size(), 6U);
    EXPECT_EQ(batches.front(), 0);
    EXPECT_EQ(batches.back(), trainer.batchesDone());
}

TEST(SnapshotKeeper, WhatItKeptLeadsBackToTheRunAsItWas)
{
    const test::TempFolder folder;
    const auto [config, data] = digits();
    Trainer trainer(config, data);
    std::vector<std::shared_ptr<const TrainedModel>> models { trainer.current() };
    {
        SnapshotKeeper keeper(folder.path(), trainer, { .count = 5, .bytes = 1U << 30U });
        while (!trainer.finished()) {
            const StepReport report = trainer.step();
            keeper.record(report, trainer);
            if (report.batch)
                models.push_back(trainer.current());
        }
    }
    const RunHistory history { config, {}, data };
    for (const std::size_t batch : { 1U, 7U, 25U }) {
        const Snapshot start = readSnapshotBefore(folder.path(), std::int64_t(batch));
        EXPECT_LE(start.batch, std::int64_t(batch));
        EXPECT_EQ(replay(history, start, std::int64_t(batch), noProgress)->current()->parameters,
            models[batch]->parameters);
        const Snapshot shown = readNearestSnapshot(folder.path(), std::int64_t(batch));
        EXPECT_EQ(
            weightsOf(shown, *models[0]).parameters, models[std::size_t(shown.batch)]->parameters);
    }
}

TEST(SnapshotKeeper, ForgetsWhatAResumedRunHasNotReachedAgain)
{
    const test::TempFolder folder;
    const auto [config, data] = digits();
    Trainer trainer(config, data);
    std::map<std::string, std::string> metadata;
    std::vector<NamedTensor> saved;
    {
        SnapshotKeeper keeper(folder.path(), trainer);
        train(trainer, keeper, 5);
        saved = trainer.state(metadata);
        train(trainer, keeper, 9);
    }
    EXPECT_THAT(listSnapshots(folder.path()), testing::Contains(9));
    folder.write("snapshots/.batch-0000000009.safetensors.77-1.part", "half of it");
    Trainer resumed(config, data);
    resumed.setState(saved, metadata);
    {
        SnapshotKeeper keeper(folder.path(), resumed);
        keeper.wait();
        EXPECT_EQ(listSnapshots(folder.path()).back(), 5);
    }
    EXPECT_FALSE(fs::exists(folder / "snapshots/.batch-0000000009.safetensors.77-1.part"));
}

TEST(SnapshotKeeper, LetsARunGoOnWhereItCannotWrite)
{
    const test::TempFolder folder;
    folder.write("snapshots", "a file where the folder should be");
    const auto [config, data] = digits();
    Trainer trainer(config, data);
    SnapshotKeeper keeper(folder.path(), trainer);
    train(trainer, keeper, 6);
    keeper.finish(trainer);
    keeper.wait();
    EXPECT_EQ(trainer.batchesDone(), 6);
    const auto news = keeper.news();
    ASSERT_TRUE(news);
    EXPECT_THAT(news->batches, testing::IsEmpty());
    EXPECT_THAT(news->error, HasSubstr("snapshots"));
}

TEST(SnapshotKeeper, SaysWhenANetworkIsTooLarge)
{
    const test::TempFolder folder;
    const auto [config, data] = digits();
    Trainer trainer(config, data);
    SnapshotKeeper keeper(folder.path(), trainer, { .count = 48, .bytes = 4000 });
    train(trainer, keeper, 3);
    keeper.finish(trainer);
    EXPECT_THAT(keeper.news()->error, HasSubstr("too large"));
    EXPECT_THAT(listSnapshots(folder.path()), testing::IsEmpty());
}

TEST(SnapshotStore, PassesOverDamagedFilesAndNamesTheOneThatIsAskedFor)
{
    const test::TempFolder folder;
    const auto [config, data] = digits();
    Trainer trainer(config, data);
    {
        SnapshotKeeper keeper(folder.path(), trainer);
        train(trainer, keeper, 4);
    }
    ASSERT_EQ(listSnapshots(folder.path()), (std::vector<std::int64_t> { 0, 1, 2, 3, 4 }));
    fs::resize_file(snapshotFile(folder.path(), 3), 200);
    fs::copy_file(snapshotFile(folder.path(), 1), snapshotFile(folder.path(), 2),
        fs::copy_options::overwrite_existing); // another's content
    EXPECT_EQ(readNearestSnapshot(folder.path(), 3).batch, 1);
    EXPECT_EQ(readSnapshotBefore(folder.path(), 100).batch, 4);
    EXPECT_THAT(
        test::errorOf([&] { readSnapshot(folder.path(), 3); }), HasSubstr("batch-0000000003"));
    EXPECT_THAT(
        test::errorOf([&] { readSnapshot(folder.path(), 2); }), HasSubstr("no snapshot of that"));
    EXPECT_THAT(
        test::errorOf([&] { readSnapshot(folder.path(), 7); }), HasSubstr("batch-0000000007"));
    for (const std::int64_t batch : { 0, 1 })
        fs::remove(snapshotFile(folder.path(), batch));
    EXPECT_EQ(readNearestSnapshot(folder.path(), 3).batch, 4) << "one behind is better than none";
    EXPECT_THAT(test::errorOf([&] { readSnapshotBefore(folder.path(), 3); }), HasSubstr("batch-"));
}

TEST(SnapshotStore, IsEmptyWithoutAFolderAndIgnoresOtherFiles)
{
    const test::TempFolder folder;
    EXPECT_THAT(listSnapshots(folder.path()), testing::IsEmpty());
    EXPECT_THAT(
        test::errorOf([&] { readNearestSnapshot(folder.path(), 3); }), HasSubstr("no snapshot"));
    for (const char *name : { "batch-1.safetensors", "batch-.safetensors", "notes.txt",
             "batch-00000000-1.safetensors", "batch-0000000002.npz" })
        folder.write(fs::path("snapshots") / name, "x");
    EXPECT_THAT(listSnapshots(folder.path()), testing::IsEmpty());
}
