// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/run_keeper.h"
#include "core/io/run/snapshot_keeper.h"
#include "tests/support/small_run.h"
#include "tests/support/temp_folder.h"
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;
using namespace convscope::test;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

namespace {

/// A run that is kept in a folder which can be taken away from it.
struct Desk {
    TempFolder folder;
    fs::path run = folder / "run", elsewhere = folder / "elsewhere";
    Trainer trainer { smallConfig(10), smallData() };
    RunKeeper keeper { RunFolder::create(run, trainer) };

    void trainEpochs(int epochs)
    {
        for (const int end = trainer.epochsDone() + epochs; trainer.epochsDone() < end;)
            keeper.record(trainer.step(), trainer);
    }
    void expectAllIsKept() const
    {
        Trainer again(RunFolder::config(run), smallData());
        {
            const RunFolder resumed = RunFolder::resume(elsewhereCopy(), again);
        }
        EXPECT_EQ(again.batchesDone(), trainer.batchesDone());
        EXPECT_EQ(again.current()->parameters, trainer.current()->parameters);
        const RunLogs logs = readRunLogs(run);
        EXPECT_EQ(logs.batches.size(), std::size_t(trainer.batchesDone()));
        EXPECT_EQ(logs.epochs.size(), std::size_t(trainer.epochsDone()));
        EXPECT_EQ(logs.changes, trainer.changes());
    }
    /// The run itself is locked by its keeper.
    fs::path elsewhereCopy() const
    {
        fs::copy(run, folder / "copy", fs::copy_options::recursive);
        return folder / "copy";
    }
};

std::vector<std::string> namesIn(const fs::path &folder)
{
    std::vector<std::string> names;
    for (const auto &entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    return names;
}

} // namespace

TEST(RunKeeper, ARunWhoseFolderWasRenamedAwayGoesOnAndIsSavedWhenItIsBack)
{
    Desk desk;
    desk.trainEpochs(1);
    EXPECT_FALSE(desk.keeper.news());
    fs::rename(desk.run, desk.elsewhere);
    desk.trainer.change("learning_rate", 0.02);
    desk.trainEpochs(2);
    const auto news = desk.keeper.news();
    ASSERT_TRUE(news);
    EXPECT_THAT(news->error, HasSubstr("moved"));
    EXPECT_EQ(news->batch, kBatchesPerEpoch) << "what the folder holds";
    EXPECT_FALSE(fs::exists(desk.run)) << "nothing is left at the old place";
    desk.trainEpochs(1);
    EXPECT_FALSE(desk.keeper.news()) << "it is said once";
    fs::rename(desk.elsewhere, desk.run);
    desk.trainEpochs(1);
    ASSERT_TRUE(desk.keeper.news());
    EXPECT_EQ(desk.keeper.kept().error, "");
    desk.expectAllIsKept();
}

TEST(RunKeeper, NothingGoesIntoAFolderThatCameIntoThePlaceOfTheRuns)
{
    Desk desk;
    fs::rename(desk.run, desk.elsewhere);
    fs::create_directory(desk.run);
    desk.trainEpochs(2);
    EXPECT_FALSE(desk.keeper.save(desk.trainer));
    EXPECT_THAT(namesIn(desk.run), IsEmpty());
    EXPECT_EQ(desk.keeper.kept().batch, 0);
}

TEST(RunKeeper, ALogThatCannotBeWrittenLosesNoLine)
{
    Desk desk;
    for (const char *name : { "batches.csv", "epochs.csv", "resume.safetensors", "run.json" }) {
        desk.trainEpochs(1);
        ASSERT_EQ(desk.keeper.kept().error, "") << name;
        fs::rename(desk.run / name, desk.folder / name);
        fs::create_directories(desk.run / name / "occupied");
        desk.trainEpochs(1);
        EXPECT_THAT(desk.keeper.kept().error, HasSubstr(name));
        fs::remove_all(desk.run / name);
        fs::rename(desk.folder / name, desk.run / name);
    }
    EXPECT_TRUE(desk.keeper.save(desk.trainer));
    desk.expectAllIsKept();
}

TEST(SnapshotKeeper, MakesNoFolderInThePlaceOfOneThatWasRenamedAway)
{
    Desk desk;
    SnapshotKeeper snapshots(desk.run, desk.trainer);
    snapshots.wait();
    const auto trainOn = [&] {
        for (const int end = desk.trainer.epochsDone() + 1; desk.trainer.epochsDone() < end;)
            snapshots.record(desk.trainer.step(), desk.trainer);
        snapshots.finish(desk.trainer);
        snapshots.wait();
        return *snapshots.news();
    };
    fs::rename(desk.run, desk.elsewhere);
    EXPECT_THAT(trainOn().error, HasSubstr("moved"));
    EXPECT_FALSE(fs::exists(desk.run));
    fs::rename(desk.elsewhere, desk.run);
    const KeptSnapshots kept = trainOn();
    EXPECT_EQ(kept.error, "") << "it goes on when the folder is back";
    EXPECT_EQ(kept.batches.back(), 2 * kBatchesPerEpoch);
}
