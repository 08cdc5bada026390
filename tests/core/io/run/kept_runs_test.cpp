// SPDX-License-Identifier: GPL-3.0-or-later
// Run folders that the first version wrote open for ever: tests/golden/runs_1. `finished` had three
// epochs of the built-in digits and its rate raised on the way; `interrupted` is the same run,
// killed two batches after its second epoch. They carry neither checksums nor a list of their
// images.
#include "core/data/dataset/dataset.h"
#include "core/io/run/run_folder.h"
#include "core/io/run/run_list.h"
#include "core/io/run/snapshot_store.h"
#include "core/io/tensors/model_file.h"
#include "core/train/measure/evaluation.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

const fs::path kRuns = fs::path(TEST_SOURCE_DIR) / "golden/runs_1";
constexpr double kLastLoss = 2.204672209724256; // of validation, as the first version logged it

std::shared_ptr<const TrainingData> dataOf(const RunConfig &config)
{
    const auto dataset = openDataset(config.dataset, noProgress);
    return std::make_shared<const TrainingData>(loadTrainingData(*dataset,
        { .preprocessing = config.preprocessing,
            .validation = config.validation,
            .test = config.test,
            .limit = config.limit,
            .seed = config.seed,
            .threads = 1 },
        noProgress));
}

} // namespace

TEST(KeptRuns, logsSayWhatTheySaid)
{
    const RunLogs logs = readRunLogs(kRuns / "finished");
    ASSERT_EQ(logs.epochs.size(), 3U);
    ASSERT_EQ(logs.batches.size(), 12U);
    ASSERT_EQ(logs.changes.size(), 1U);
    EXPECT_DOUBLE_EQ(logs.batches[0].loss, 4.115080296293123);
    EXPECT_DOUBLE_EQ(logs.epochs[2].valLoss.value(), kLastLoss);
    EXPECT_EQ(logs.changes[0].setting, "learning_rate");
    EXPECT_DOUBLE_EQ(logs.changes[0].to, 0.02);
}

TEST(KeptRuns, theBestModelAnswersAsItDid)
{
    const TrainedModel model = readModelFile(kRuns / "finished/best.safetensors");
    const auto data = dataOf(RunFolder::config(kRuns / "finished"));
    ThreadPool pool(1);
    const Evaluation evaluation = evaluate(model, data->validation, pool);
    EXPECT_EQ(evaluation.images, 60U);
    EXPECT_NEAR(evaluation.loss, kLastLoss, 1e-4);
    EXPECT_DOUBLE_EQ(evaluation.accuracy, 0.2);
}

// To the bit on the same vector instructions; on others, sums are rounded elsewhere.
TEST(KeptRuns, anInterruptedOneGoesOn)
{
    const TempFolder folder;
    fs::copy(kRuns / "interrupted", folder / "run", fs::copy_options::recursive);
    const RunConfig config = RunFolder::config(folder / "run");
    Trainer trainer(config, dataOf(config));
    {
        RunFolder run = RunFolder::resume(folder / "run", trainer);
        EXPECT_EQ(trainer.batchesDone(), 8);
        while (!trainer.finished())
            run.record(trainer.step(), trainer);
        run.save(trainer);
    }
    const RunLogs logs = readRunLogs(folder / "run");
    ASSERT_EQ(logs.epochs.size(), 3U);
    EXPECT_EQ(logs.batches.size(), 12U);
    const RunLogs whole = readRunLogs(kRuns / "finished");
    for (std::size_t i = 8; i < 12; ++i)
        EXPECT_NEAR(logs.batches[i].loss, whole.batches[i].loss, 1e-4) << "batch " << i + 1;
    // A bias before batch normalization has no gradient but rounding, which Adam makes whole steps
    // of; other vector instructions round otherwise.
    EXPECT_NEAR(logs.epochs[2].valLoss.value(), kLastLoss, 5e-3);
}

TEST(KeptRuns, snapshotsLeadBack)
{
    EXPECT_THAT(listSnapshots(kRuns / "finished"), ElementsAre(0, 2, 4, 12));
    for (const std::int64_t batch : listSnapshots(kRuns / "finished"))
        EXPECT_EQ(readSnapshot(kRuns / "finished", batch).batch, batch);
}

TEST(KeptRuns, areListedWithTheirNotes)
{
    const std::vector<RunSummary> runs = listRuns(kRuns);
    ASSERT_EQ(runs.size(), 2U);
    for (const RunSummary &run : runs) {
        EXPECT_EQ(run.error, "");
        EXPECT_EQ(run.epochsPlanned, 3);
        const bool finished = run.folder.filename() == "finished";
        EXPECT_EQ(run.epochs, finished ? 3 : 2);
        EXPECT_EQ(run.interrupted(), !finished);
        EXPECT_EQ(run.notes.name, finished ? "the first window's run" : "");
    }
}

} // namespace convscope::test
