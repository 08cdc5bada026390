// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that are killed, cut short or get out of hand, by the command line.
#include "core/io/run/run_folder.h"
#include "core/io/run/run_list.h"
#include "tests/journeys/cli.h"
#include "tests/support/temp_folder.h"
#include <csignal>
#include <nlohmann/json.hpp>

namespace convscope::test {

using nlohmann::json;
using testing::HasSubstr;

namespace {

std::vector<std::string> trainWith(const std::string &run, const std::vector<std::string> &options)
{
    std::vector<std::string> all { "train", "sample:digits", "--run", run, "--json" };
    all.insert(all.end(), options.begin(), options.end());
    return all;
}

void expectSameRuns(const std::string &whole, const std::string &parts)
{
    for (const char *file : { "/last.safetensors", "/best.safetensors" })
        EXPECT_EQ(fileText(whole + file), fileText(parts + file)) << file;
    const RunLogs a = readRunLogs(whole), b = readRunLogs(parts);
    ASSERT_EQ(a.batches.size(), b.batches.size());
    for (std::size_t i = 0; i < a.batches.size(); ++i)
        ASSERT_EQ(a.batches[i].loss, b.batches[i].loss) << "batch " << i + 1;
    ASSERT_EQ(a.epochs.size(), b.epochs.size());
    for (std::size_t i = 0; i < a.epochs.size(); ++i)
        EXPECT_EQ(a.epochs[i].valLoss, b.epochs[i].valLoss) << "epoch " << i + 1;
}

} // namespace

TEST(CliControl, AKilledRunGoesOnToTheSameBits)
{
    const TempFolder folder;
    const std::string whole = folder.string() + "/whole", cut = folder.string() + "/cut";
    const std::vector<std::string> options { "--model", "digits", "--epochs", "6", "--augment",
        "shift,noise", "--schedule", "cosine" };
    ASSERT_EQ(cli(trainWith(whole, options)).status, 0);
    const ProgramResult killed = cli(trainWith(cut, options), "epoch 2:", SIGKILL);
    EXPECT_EQ(killed.status, 128 + SIGKILL);
    EXPECT_TRUE(listRuns(folder.path()).front().interrupted()
        || listRuns(folder.path()).back().interrupted());
    const ProgramResult resumed
        = cli({ "train", "sample:digits", "--run", cut, "--resume", "--threads", "1", "--json" });
    ASSERT_EQ(resumed.status, 0) << resumed.err;
    expectSameRuns(whole, cut);
}

TEST(CliControl, BatchesInPartsAreTheSameBatches)
{
    const TempFolder folder;
    const std::string whole = folder.string() + "/whole", parts = folder.string() + "/parts";
    const std::vector<std::string> options { "--model", "digits", "--epochs", "2" };
    ASSERT_EQ(cli(trainWith(whole, options)).status, 0);
    std::vector<std::string> few = options;
    few.insert(few.end(), { "--max-batches", "5" });
    const ProgramResult first = cli(trainWith(parts, few));
    ASSERT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(json::parse(first.out)["batches_done"], 5);
    EXPECT_TRUE(json::parse(first.out)["final"]["val_loss"].is_number());
    const ProgramResult resumed = cli(
        { "train", "sample:digits", "--run", parts, "--resume", "--max-batches", "0", "--json" });
    ASSERT_EQ(resumed.status, 0) << resumed.err;
    expectSameRuns(whole, parts);
}

TEST(CliControl, WhatIsAskedForWhenARunGoesOnIsDoneOrRefused)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run";
    ASSERT_EQ(cli(trainWith(run, { "--model", "digits", "--epochs", "1" })).status, 0);
    const std::vector<std::string> goOn { "train", "sample:digits", "--run", run, "--resume" };
    const auto with = [&](std::initializer_list<std::string> options) {
        std::vector<std::string> all = goOn;
        all.insert(all.end(), options);
        return cli(all);
    };
    for (const char *option : { "--beta1", "--beta2", "--epsilon", "--clip-norm" }) {
        const ProgramResult refused = with({ option, "0.5" });
        EXPECT_EQ(refused.status, 2) << option;
        EXPECT_THAT(refused.err, HasSubstr(std::string(option) + ": a run that goes on keeps"));
    }
    ASSERT_EQ(
        with({ "--epochs", "2", "--momentum", "0.5", "--weight-decay", "0.01", "--lr", "0.02" })
            .status,
        0);
    std::map<std::string, double> changed;
    for (const SettingChange &change : readRunLogs(run).changes)
        changed[change.setting] = change.to;
    const std::map<std::string, double> expected { { "learning_rate", 0.02 }, { "momentum", 0.5 },
        { "weight_decay", 0.01 }, { "epochs", 2 } };
    EXPECT_EQ(changed, expected);
}

TEST(CliControl, ARunOutOfHandEndsWithOneSentenceAndSavesWhatWasGood)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run";
    const ProgramResult result
        = cli(trainWith(run, { "--model", "mnist-linear", "--size", "8", "--lr", "1e6" }));
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("try a learning rate of 1e+05"));
    EXPECT_EQ(json::parse(result.out)["stopped_by"], "diverged");
    EXPECT_EQ(cli({ "info", run }).status, 0) << "the last good model";
}

} // namespace convscope::test
