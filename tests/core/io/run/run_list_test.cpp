// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/io/run/run_folder.h"
#include "core/io/run/run_list.h"
#include "core/io/run/tensorboard.h"
#include "tests/support/small_run.h"
#include "tests/support/temp_folder.h"
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace convscope;
using namespace convscope::test;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

void keepRun(const std::filesystem::path &folder, RunConfig config, int batches)
{
    Trainer trainer(std::move(config), smallData());
    RunFolder run = RunFolder::create(folder, trainer);
    while (!trainer.finished() && trainer.batchesDone() < batches)
        run.record(trainer.step(), trainer);
    while (!trainer.finished() && trainer.epochsDone() * kBatchesPerEpoch < batches)
        run.record(trainer.step(), trainer); // the validation after the last batch
    run.save(trainer);
}

constexpr int kAllRuns = 1'000'000;

const std::string kHeader = "batch,epoch,loss,accuracy,learning_rate,seconds\n";

std::string logOf(int batches)
{
    std::string text = kHeader;
    for (int batch = 1; batch <= batches; ++batch)
        text += std::to_string(batch) + ",1," + std::to_string(2.0 / batch) + ",0.5,0.001,"
            + std::to_string(batch * 0.25) + "\n";
    return text;
}

} // namespace

TEST(RunList, TellsOfEveryRunWhatItIs)
{
    const TempFolder place;
    keepRun(place / "done", smallConfig(2), kAllRuns);
    keepRun(place / "broken off", smallConfig(3), kBatchesPerEpoch);
    std::filesystem::create_directories(place / "no run");
    place.write("damaged/run.json", "{\"settings\": {");
    const auto runs = listRuns(place.path());
    ASSERT_EQ(runs.size(), 3U);
    const auto named = [&](const std::string &name) {
        return *std::ranges::find(runs, name, &RunSummary::name);
    };
    const RunSummary done = named("done");
    EXPECT_EQ(done.error, "");
    EXPECT_EQ(done.stoppedBy, "epochs");
    EXPECT_FALSE(done.isUnfinished());
    EXPECT_EQ(done.epochs, 2);
    EXPECT_EQ(done.batches, 2 * kBatchesPerEpoch);
    EXPECT_EQ(done.loss.size(), std::size_t(2 * kBatchesPerEpoch));
    EXPECT_EQ(done.best->valLoss, readEpochLog(place / "done").back().valLoss);
    EXPECT_GT(done.seconds, 0);
    EXPECT_FALSE(done.hasEvents);

    const RunSummary brokenOff = named("broken off");
    EXPECT_TRUE(brokenOff.isUnfinished());
    EXPECT_EQ(brokenOff.epochs, 1);
    EXPECT_EQ(brokenOff.epochsPlanned, 3);
    EXPECT_THAT(named("damaged").error, HasSubstr("run.json"));
    EXPECT_FALSE(named("damaged").isUnfinished());
}

TEST(RunList, ReadsOnlyWhatHasChanged)
{
    const TempFolder place;
    keepRun(place / "a", smallConfig(1), kAllRuns);
    keepRun(place / "b", smallConfig(1), kAllRuns);
    auto known = listRuns(place.path());
    for (RunSummary &run : known)
        run.dataset = "as it was known";
    writeRunNotes(place / "b", { "renamed", "" });
    const auto runs = listRuns(place.path(), known);
    EXPECT_EQ(std::ranges::find(runs, "a", &RunSummary::name)->dataset, "as it was known");
    EXPECT_EQ(std::ranges::find(runs, "renamed", &RunSummary::name)->dataset, "");
}

TEST(RunList, CanBeCancelled)
{
    const TempFolder place;
    place.write("a/run.json", "{}");
    EXPECT_THROW(listRuns(place.path(), {}, [](auto, auto) { return false; }), Cancelled);
}

TEST(RunList, CallsALogThatIsMissingOrDamagedAnError)
{
    const TempFolder place;
    keepRun(place / "a", smallConfig(1), kAllRuns);
    place.write("a/batches.csv", kHeader + "1,1,x,0.5,0.001,0.1\n");
    EXPECT_THAT(listRuns(place.path()).front().error, HasSubstr("batches.csv"));
    std::filesystem::remove(place / "a/batches.csv");
    EXPECT_THAT(listRuns(place.path()).front().error, HasSubstr("batches.csv"));
}

TEST(RunList, CallsANumberWhereACountBelongsAnError)
{
    const TempFolder place; // a run of the first version: later ones notice any change of a file
    std::filesystem::copy(std::filesystem::path(TEST_SOURCE_DIR) / "golden/runs_1/finished",
        place / "a", std::filesystem::copy_options::recursive);
    const std::string header = "epoch,train_loss,train_accuracy,val_loss,val_accuracy,seconds\n";
    for (const char *number : { "1e300", "-5", "0.5", "nan" }) {
        place.write("a/epochs.csv", header + number + ",1,0.5,1,0.5,0.1\n");
        EXPECT_THAT(listRuns(place.path()).front().error, HasSubstr("epochs.csv: line 2"))
            << number;
    }
}

TEST(LossCurve, HasEveryBatchOfAShortLogButNoHalfLine)
{
    const TempFolder place;
    const auto log = readLossCurve(place.write("log.csv", logOf(3) + "4,1,0.1"), 80);
    EXPECT_THAT(log.loss, ElementsAre(CurvePoint { 1, 2 }, CurvePoint { 2, 1 }, testing::_));
    EXPECT_EQ(log.seconds, 0.75);
    EXPECT_TRUE(readLossCurve(place.write("empty.csv", kHeader), 80).loss.empty());
    EXPECT_THROW(readLossCurve(place.write("other.csv", "a,b\n"), 80), Error);
}

TEST(LossCurve, SpansALongLogWithFewPoints)
{
    const TempFolder place;
    constexpr int kBatches = 200'000;
    const auto log = readLossCurve(place.write("log.csv", logOf(kBatches)), 80);
    EXPECT_LE(log.loss.size(), 90U);
    EXPECT_EQ(log.loss.front(), (CurvePoint { 1, 2 }));
    EXPECT_EQ(log.loss.back().x, kBatches);
    EXPECT_EQ(log.seconds, kBatches * 0.25);
    EXPECT_TRUE(std::ranges::is_sorted(log.loss, {}, &CurvePoint::x));
}

TEST(LossCurve, KeepsTheOneSpikeAndTheOneDipOfALongLog)
{
    const TempFolder place;
    constexpr int kBatches = 100'000;
    for (const int spike : { 3, 47'111, 99'998 }) {
        std::string text = logOf(kBatches);
        const auto put = [&](int batch, const char *loss) {
            const std::string begin = "\n" + std::to_string(batch) + ",";
            const std::size_t at = text.find(begin) + begin.size();
            const std::size_t from = text.find(',', at) + 1;
            text.replace(from, text.find(',', from) - from, loss);
        };
        put(spike, "73.5");
        put(50'003, "0.0000001");
        const auto log = readLossCurve(place.write("log.csv", text), 80);
        EXPECT_THAT(log.loss, testing::Contains(CurvePoint { double(spike), 73.5 }));
        EXPECT_THAT(log.loss, testing::Contains(CurvePoint { 50'003, 0.0000001 }));
    }
}

TEST(RunNotes, ComeBackAndLeaveNoFileWhenEmpty)
{
    const TempFolder place;
    EXPECT_EQ(readRunNotes(place.path()), RunNotes());
    const RunNotes notes { "mit Umläuten", "two\nlines, \"quoted\"" };
    writeRunNotes(place.path(), notes);
    EXPECT_EQ(readRunNotes(place.path()), notes);
    writeRunNotes(place.path(), {});
    EXPECT_FALSE(std::filesystem::exists(place / "notes.json"));
    place.write("notes.json", "{\"name\": 3}");
    EXPECT_THROW(readRunNotes(place.path()), Error);
    EXPECT_THROW(writeRunNotes(place.path(), { "", std::string(2U << 20U, 'x') }), Error);
}

TEST(RunSettings, AreReadableTexts)
{
    const json settings = json::parse(R"({"batch": 32, "shuffle": true, "augment": [],
        "optimizer": {"kind": "adam", "rate": 0.001, "weight_decay": 0.0},
        "model": {"input": [1, 8, 8], "layers": [
            {"kind": "conv", "name": "conv1", "filters": 16.0, "kernel": [3, 5]},
            {"kind": "relu", "name": "relu1"}]}})");
    EXPECT_THAT(settingTexts(settings),
        ElementsAre(SettingText { "augmentation", "none" }, SettingText { "batch size", "32" },
            SettingText { "input", "1, 8, 8" },
            SettingText { "layer 1", "conv (filters 16, kernel 3, 5)" },
            SettingText { "layer 2", "relu" }, SettingText { "optimizer", "Adam" },
            SettingText { "learning rate", "0.001" }, SettingText { "weight decay", "off" },
            SettingText { "shuffle every epoch", "on" }));
}

TEST(RunSettings, OfSeveralRunsStandSideBySide)
{
    const std::vector<std::vector<SettingText>> runs { { { "a", "1" }, { "c", "3" } },
        { { "a", "1" }, { "b", "2" }, { "c", "4" } } };
    const auto rows = alignedSettings(runs);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].name, "a");
    EXPECT_FALSE(rows[0].differs());
    EXPECT_EQ(rows[1].name, "b");
    EXPECT_THAT(rows[1].values, ElementsAre("", "2"));
    EXPECT_TRUE(rows[1].differs());
    EXPECT_THAT(rows[2].values, ElementsAre("3", "4"));
}

TEST(RunSettings, OfARealRunDifferOnlyWhereTheyWereMadeToDiffer)
{
    RunConfig other = smallConfig(2);
    other.optimizer.rate = 0.5;
    other.model.layers.back().options["units"] = 3.0;
    const std::vector<std::vector<SettingText>> runs { settingTexts(toJson(smallConfig(2))),
        settingTexts(toJson(other)) };
    std::vector<std::string> names;
    for (const SettingRow &row : alignedSettings(runs))
        if (row.differs())
            names.push_back(row.name);
    EXPECT_THAT(names, ElementsAre("layer 2", "learning rate"));
}

TEST(TestFigures, AreKeptWithTheRunTheyBelongTo)
{
    const TempFolder place;
    keepRun(place / "a", smallConfig(1), kAllRuns);
    RunFolder::recordTest(place / "a", smallData()->fingerprint + 1, { 0.25, 0.75, 8 });
    EXPECT_FALSE(listRuns(place.path()).front().test);
    RunFolder::recordTest(place / "a", smallData()->fingerprint, { 0.25, 0.75, 8 });
    const auto test = listRuns(place.path()).front().test;
    ASSERT_TRUE(test);
    EXPECT_EQ(test->loss, 0.25);
    EXPECT_EQ(test->accuracy, 0.75);
    EXPECT_EQ(test->images, 8U);
}

TEST(RunTable, HasALineForEachRunAndQuotesWhatNeedsIt)
{
    const TempFolder place;
    keepRun(place / "a", smallConfig(1), kAllRuns);
    writeRunNotes(place / "a", { "first, best", "" });
    const std::string text = runsCsv(listRuns(place.path()));
    EXPECT_THAT(text, HasSubstr("a,\"first, best\","));
    EXPECT_THAT(text, HasSubstr(",setting: learning rate,"));
    EXPECT_EQ(std::ranges::count(text, '\n'), 2);
}
