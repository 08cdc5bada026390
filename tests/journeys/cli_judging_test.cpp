// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever has become of a dataset, a run is judged by what it was not trained on.
#include "tests/journeys/cli.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <map>
#include <nlohmann/json.hpp>
#include <set>

using namespace convscope;
using nlohmann::json;
using test::cli;
using test::encodeImage;
using test::expectBadInput;
using test::fileText;
using test::TempFolder;
using testing::HasSubstr;

namespace {

namespace fs = std::filesystem;

constexpr int kOfAClass = 20;

class CliJudging : public testing::Test {
protected:
    void SetUp() override
    {
        for (int i = 0; i < kOfAClass; ++i)
            for (const char *name : { "ant", "bee" })
                add(name, std::to_string(100 + i) + ".png", i);
        const auto trained = cli({ "train", data, "--run", run, "--model", "digits", "--epochs",
            "2", "--val", "0.25", "--test", "0.2", "--channels", "3", "--size", "12" });
        ASSERT_EQ(trained.status, 0) << trained.err;
    }

    void add(const std::string &name, const std::string &file, int number) const
    {
        const int side = name == "ant" ? 12 : 20;
        folder.write("data/" + name + "/" + file,
            encodeImage(test::patternImage(side + number, side + 2), ".png"));
    }

    json judged(const std::string &split) const
    {
        const auto result = cli({ "eval", run, data, "--split", split, "--json" });
        EXPECT_EQ(result.status, 0) << result.err;
        return result.status == 0 ? json::parse(result.out) : json();
    }

    void changeTheFolder() const
    {
        fs::rename(data + "/ant/103.png", data + "/ant/zzz.png");
        fs::rename(data + "/bee/100.png", data + "/bee/aaa.png");
        add("ant", "050.png", 40);
        add("ant", "051.png", 41);
        add("bee", "110a.png", 42);
    }

    /// As the first version would have left it: nothing is vouched for, and no images are listed.
    void makeItARunOfTheFirstVersion() const
    {
        json description = json::parse(fileText(run + "/run.json"));
        for (const char *key : { "seal", "sealed_with", "files" })
            description.erase(key);
        std::ofstream(run + "/run.json") << description.dump();
        fs::remove(run + "/images.csv");
    }

    const TempFolder folder;
    const std::string data = folder.string() + "/data", run = folder.string() + "/run";
};

} // namespace

TEST_F(CliJudging, AChangedFolderIsJudgedByWhatTheRunRecorded)
{
    const json val = judged("val"), test = judged("test");
    EXPECT_EQ(val["images"], 10);
    EXPECT_EQ(val["new"], 0);
    EXPECT_EQ(val["model"]["run"], run);
    EXPECT_EQ(val["model"]["moment"], "best");
    changeTheFolder();
    const json after = judged("val");
    EXPECT_EQ(after["new"], 3);
    EXPECT_EQ(after["missing"], 0);
    for (const char *figure : { "images", "loss", "accuracy", "confusion" }) {
        EXPECT_EQ(after[figure], val[figure]) << figure;
        EXPECT_EQ(judged("test")[figure], test[figure]) << figure;
    }
    EXPECT_EQ(judged("train")["images"], 22);
    EXPECT_EQ(judged("all")["images"], 43);
}

TEST_F(CliJudging, ImagesThatAreGoneAreMissing)
{
    const json val = judged("val");
    std::size_t removed = 0;
    std::istringstream lines(fileText(run + "/images.csv"));
    for (std::string line; removed < 2 && std::getline(lines, line);)
        if (line.ends_with(",val,"))
            removed += fs::remove(data + "/" + line.substr(0, line.find(','))) ? 1 : 0;
    const json after = judged("val");
    EXPECT_EQ(after["missing"], 2);
    EXPECT_EQ(after["images"], 8);
}

TEST_F(CliJudging, AClassThatTheRunNeverMetIsNoObstacle)
{
    add("cat", "1.png", 60);
    EXPECT_EQ(judged("val")["new"], 1);
}

TEST_F(CliJudging, ARunOfTheFirstVersionIsJudgedOnlyOnAnUnchangedFolder)
{
    const json val = judged("val");
    makeItARunOfTheFirstVersion();
    EXPECT_EQ(judged("val")["loss"], val["loss"]);
    changeTheFolder();
    for (const char *split : { "val", "test" }) {
        const auto refused = cli({ "eval", run, data, "--split", split, "--json" });
        EXPECT_EQ(refused.status, 2);
        EXPECT_EQ(refused.out, "");
        EXPECT_THAT(refused.err, HasSubstr("not those that this run began with"));
    }
    EXPECT_EQ(judged("all")["images"], 43);
}

TEST_F(CliJudging, AListOfImagesThatIsDamagedIsNoticed)
{
    std::string text = fileText(run + "/images.csv");
    const std::size_t at = text.find(",val,") + 1;
    std::ofstream(run + "/images.csv") << text.replace(at, 3, "tra");
    expectBadInput(cli({ "eval", run, data, "--split", "val" }), "images.csv");
}

TEST_F(CliJudging, TheListHasTheFilesOwnSha256)
{
    EXPECT_THAT(
        fileText(run + "/images.csv"), testing::StartsWith("path,sha256,class,split,group\nant/"));
    const auto sums = test::runProgram("/usr/bin/sha256sum", { data + "/ant/103.png" });
    EXPECT_THAT(fileText(run + "/images.csv"),
        HasSubstr("ant/103.png," + sums.out.substr(0, 64) + ",ant,"));
    EXPECT_THAT(fileText(run + "/run.json"),
        HasSubstr(
            test::runProgram("/usr/bin/sha256sum", { run + "/images.csv" }).out.substr(0, 64)));
}

TEST_F(CliJudging, ARunKeepsGroupsWholeAndListsThem)
{
    fs::remove_all(data);
    for (int i = 0; i < kOfAClass; ++i)
        for (const char *name : { "ant", "bee" })
            add(name, "p" + std::to_string(i / 2) + "_" + std::to_string(i) + ".png", i);
    const std::string other = folder.string() + "/grouped";
    const auto trained = cli({ "train", data, "--run", other, "--model", "digits", "--epochs", "1",
        "--val", "0.2", "--group", "prefix", "--channels", "3", "--size", "12" });
    ASSERT_EQ(trained.status, 0) << trained.err;
    std::map<std::string, std::set<std::string>> splits;
    std::istringstream lines(fileText(other + "/images.csv"));
    std::string line;
    for (std::getline(lines, line); std::getline(lines, line);) {
        const std::size_t group = line.rfind(',');
        const std::size_t split = line.rfind(',', group - 1);
        splits[line.substr(group + 1)].insert(line.substr(split + 1, group - split - 1));
    }
    EXPECT_EQ(splits.size(), std::size_t(kOfAClass / 2));
    for (const auto &[group, own] : splits)
        EXPECT_EQ(own.size(), 1U) << group;
    EXPECT_EQ(json::parse(fileText(other + "/run.json"))["settings"]["group"], "prefix");
    EXPECT_EQ(cli({ "train", data, "--run", other, "--resume", "--epochs", "2" }).status, 0);
    expectBadInput(cli({ "scan", data, "--group", "column" }), "no table with a column");
}
