// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/crc32c.h"
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/io/run/run_folder.h"
#include "core/io/run/tensorboard.h"
#include "tests/support/small_run.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;
using namespace convscope::test;

namespace {

std::vector<std::uint8_t> bytesOf(const std::string &text)
{
    return { text.begin(), text.end() };
}

/// Steps of the events of a run with this tag, over all its files.
std::vector<std::int64_t> stepsOf(const std::filesystem::path &folder, const std::string &tag)
{
    std::vector<std::int64_t> steps;
    for (const auto &file : eventFiles(folder))
        for (const ReadEvent &read : readEventRecords(readFile(file, 1U << 20U)))
            for (const EventScalar &scalar : read.event.scalars)
                if (scalar.tag == tag)
                    steps.push_back(read.event.step);
    return steps;
}

RunConfig withEvents(int epochs)
{
    RunConfig config = smallConfig(epochs);
    config.tensorboard = true;
    return config;
}

void trainToTheEnd(Trainer &trainer, RunFolder &folder)
{
    while (!trainer.finished())
        folder.record(trainer.step(), trainer);
    folder.save(trainer);
}

const std::vector<std::int64_t> kTwoEpochs { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };

} // namespace

TEST(Crc32c, HasTheValueOfRfc3720sExamples)
{
    EXPECT_EQ(crc32c(""), 0U);
    EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
    EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
}

TEST(EventRecords, ComeBackAsTheyWereWritten)
{
    const ScalarEvent event { 1.7e9 + 0.25, 300, { { "loss/train", 0.5F }, { "a", -1e30F } } };
    const auto read = readEventRecords(bytesOf(firstEventRecord(1) + eventRecord(event)));
    ASSERT_EQ(read.size(), 2U);
    EXPECT_TRUE(read[0].event.scalars.empty());
    EXPECT_EQ(read[1].event, event);
}

TEST(EventRecords, EndAtTheFirstThatIsDamagedOrCutOff)
{
    const std::string one = eventRecord({ 1, 1, { { "t", 1 } } });
    const std::string both = one + one;
    for (std::size_t size = 0; size < both.size(); ++size)
        EXPECT_EQ(readEventRecords(bytesOf(both.substr(0, size))).size(), size / one.size());
    for (std::size_t at = one.size(); at < both.size(); ++at) {
        std::string damaged = both;
        damaged[at] = char(damaged[at] ^ 0x10);
        EXPECT_EQ(readEventRecords(bytesOf(damaged)).size(), 1U) << at;
    }
}

TEST(EventLog, HasEveryBatchAndEpochOfARun)
{
    const TempFolder place;
    Trainer trainer(withEvents(2), smallData());
    RunFolder folder = RunFolder::create(place / "run", trainer);
    trainToTheEnd(trainer, folder);
    EXPECT_EQ(eventFiles(place / "run").size(), 1U);
    EXPECT_EQ(stepsOf(place / "run", "loss/train"), kTwoEpochs);
    EXPECT_EQ(stepsOf(place / "run", "learning_rate"), kTwoEpochs);
    EXPECT_THAT(stepsOf(place / "run", "loss/val"), testing::ElementsAre(6, 12));
    EXPECT_THAT(stepsOf(place / "run", "accuracy/val"), testing::ElementsAre(6, 12));
}

TEST(EventLog, IsCutBackToTheSavedStateWhenARunGoesOn)
{
    const TempFolder place;
    {
        Trainer trainer(withEvents(2), smallData());
        RunFolder folder = RunFolder::create(place / "run", trainer);
        while (trainer.epochsDone() < 1)
            folder.record(trainer.step(), trainer);
        // What a run that was killed may have written beyond the state it saved.
        EventLog beyond(place / "run", trainer.batchesDone(), trainer.epochsDone());
        for (int i = 0; i < 3; ++i)
            beyond.add(trainer.step());
        beyond.flush();
    }
    ASSERT_EQ(stepsOf(place / "run", "loss/train").back(), 9);
    Trainer trainer(RunFolder::config(place / "run"), smallData());
    RunFolder folder = RunFolder::resume(place / "run", trainer);
    trainToTheEnd(trainer, folder);
    EXPECT_EQ(stepsOf(place / "run", "loss/train"), kTwoEpochs);
    EXPECT_THAT(stepsOf(place / "run", "loss/val"), testing::ElementsAre(6, 12));
}

TEST(EventLog, LeavesOutAnEpochThatWasNotInTheSavedState)
{
    const TempFolder place;
    {
        Trainer trainer(withEvents(2), smallData());
        RunFolder::create(place / "run", trainer);
        EventLog log(place / "run");
        while (trainer.epochsDone() < 1)
            log.add(trainer.step());
        log.flush();
    }
    const EventLog log(place / "run", kBatchesPerEpoch, 0);
    EXPECT_EQ(stepsOf(place / "run", "loss/train").size(), std::size_t(kBatchesPerEpoch));
    EXPECT_TRUE(stepsOf(place / "run", "loss/val").empty());
}

TEST(EventFile, OfARunThatIsOverSaysWhatItsLogsSay)
{
    const TempFolder place;
    Trainer trainer(smallConfig(2), smallData());
    {
        RunFolder folder = RunFolder::create(place / "run", trainer);
        trainToTheEnd(trainer, folder);
    }
    ASSERT_TRUE(eventFiles(place / "run").empty());

    const auto file = writeEventFile(place / "run");
    EXPECT_THAT(
        file.filename().string(), testing::MatchesRegex("events\\.out\\.tfevents\\.[0-9]+\\..+"));
    EXPECT_EQ(stepsOf(place / "run", "loss/train"), kTwoEpochs);
    EXPECT_THAT(stepsOf(place / "run", "accuracy/val"), testing::ElementsAre(6, 12));
    const auto events = readEventRecords(readFile(file, 1U << 20U));
    const RunLogs logs = readRunLogs(place / "run");
    EXPECT_EQ(
        events[1].event.scalars[0], (EventScalar { "loss/train", float(logs.batches[0].loss) }));
    EXPECT_THROW(writeEventFile(place / "run"), Error);
}
