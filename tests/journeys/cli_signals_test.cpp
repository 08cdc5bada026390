// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the work of convscope-cli when a signal ends it.
#include "core/io/run/run_folder.h"
#include "tests/journeys/cli.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <csignal>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

namespace convscope::test {

namespace fs = std::filesystem;
using testing::HasSubstr;

namespace {

std::vector<std::string> trainEpochs(
    const std::string &run, const std::string &epochs, const std::string &limit = "300")
{
    return { "train", "sample:digits", "--run", run, "--model", "mnist-sigmoid", "--size", "8",
        "--limit", limit, "--epochs", epochs, "--json" };
}

/// No file of a program that is started meanwhile can become larger.
template<typename F>
ProgramResult withFilesUpTo(rlim_t bytes, F &&start)
{
    rlimit before {};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small { bytes, before.rlim_max };
    ::setrlimit(RLIMIT_FSIZE, &small);
    ProgramResult result = start();
    ::setrlimit(RLIMIT_FSIZE, &before);
    return result;
}

std::vector<std::string> temporaryFiles(const fs::path &folder)
{
    std::vector<std::string> found;
    for (const auto &entry : fs::recursive_directory_iterator(folder))
        if (entry.path().filename().string().starts_with('.')
            || entry.path().extension() == ".part")
            found.push_back(entry.path().string());
    return found;
}

} // namespace

TEST(CliSignals, HangingUpAndAPoliteKillSaveTheRunAsCtrlCDoes)
{
    const TempFolder folder;
    for (const int signal : { SIGHUP, SIGTERM, SIGINT }) {
        const std::string run = folder.string() + "/run" + std::to_string(signal);
        const ProgramResult ended = cli(trainEpochs(run, "100000"), "epoch 2:", signal);
        EXPECT_EQ(ended.status, 128 + signal);
        EXPECT_EQ(ended.out, "");
        EXPECT_THAT(ended.err, HasSubstr("interrupted"));
        EXPECT_THAT(temporaryFiles(folder.path()), testing::IsEmpty());
        const auto description = nlohmann::json::parse(fileText(run + "/run.json"));
        EXPECT_EQ(description["result"]["batches_done"], readRunLogs(run).batches.size())
            << "saved where it stood";
    }
}

TEST(CliSignals, ARunThatWasStartedWithNohupOutlivesTheTerminal)
{
    const TempFolder folder;
    const auto before = std::signal(SIGHUP, SIG_IGN);
    const ProgramResult result
        = cli(trainEpochs(folder.string() + "/run", "4"), "epoch 2:", SIGHUP);
    std::signal(SIGHUP, before);
    EXPECT_EQ(result.status, 0) << result.err;
}

TEST(CliSignals, ACommandThatWritesNothingYetEndsBetweenTwoImages)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run";
    ASSERT_EQ(cli(trainEpochs(run, "1")).status, 0);
    const auto image = encodeImage(plainImage(8, 8, { 100 }), ".png");
    const std::string first = folder.write("pictures/0.png", image).string();
    for (int i = 1; i < 5000; ++i)
        fs::create_hard_link(first, folder.path() / ("pictures/" + std::to_string(i) + ".png"));
    for (const int signal : { SIGHUP, SIGTERM, SIGINT }) {
        const ProgramResult ended = cli({ "predict", run, folder.string() + "/pictures", "--csv",
                                            folder.string() + "/table.csv" },
            "/0.png", signal);
        EXPECT_EQ(ended.status, 128 + signal);
        EXPECT_THAT(ended.err, HasSubstr("interrupted"));
        EXPECT_LT(std::count(ended.out.begin(), ended.out.end(), '\n'), 5000);
        EXPECT_FALSE(fs::exists(folder / "table.csv"));
    }
    EXPECT_THAT(temporaryFiles(folder.path()), testing::IsEmpty());
}

TEST(CliSignals, AFileBeyondTheLimitIsASentence)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run";
    const ProgramResult result = withFilesUpTo(2048, [&] { return cli(trainEpochs(run, "2")); });
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("File too large"));
    EXPECT_THAT(temporaryFiles(folder.path()), testing::IsEmpty());
}

// Its log grows beyond the limit in the third epoch, as a disk gets full in the course of a run.
TEST(CliSignals, ARunThatCannotBeSavedAnyMoreTrainsOnAndSaysWhatIsKept)
{
    const TempFolder folder;
    const std::string whole = folder.string() + "/whole", run = folder.string() + "/run";
    // Of few images, so that the log is the first file that becomes too large.
    ASSERT_EQ(cli(trainEpochs(whole, "25", "30")).status, 0);
    const ProgramResult full
        = withFilesUpTo(32768, [&] { return cli(trainEpochs(run, "25", "30")); });
    EXPECT_EQ(full.status, 1);
    EXPECT_THAT(full.err, HasSubstr("training goes on"));
    EXPECT_THAT(full.err, HasSubstr("epoch 25:"));
    EXPECT_THAT(full.err, HasSubstr("the run is kept as it stood after batch "));
    EXPECT_THAT(full.err, HasSubstr("--resume"));
    const ProgramResult resumed
        = cli({ "train", "sample:digits", "--run", run, "--resume", "--json" });
    ASSERT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_EQ(fileText(run + "/last.safetensors"), fileText(whole + "/last.safetensors"));
}

} // namespace convscope::test
