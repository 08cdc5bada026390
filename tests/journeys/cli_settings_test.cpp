// SPDX-License-Identifier: GPL-3.0-or-later
// The list of settings, as the command line and the README have it.
#include "tests/journeys/cli.h"
#include "tests/support/temp_folder.h"
#include <nlohmann/json.hpp>

using namespace convscope;
using nlohmann::json;
using test::cli;
using test::fileText;
using test::TempFolder;
using testing::HasSubstr;

namespace {

json listed()
{
    const auto result = cli({ "settings", "--json" });
    EXPECT_EQ(result.status, 0) << result.err;
    return json::parse(result.out)["settings"];
}

} // namespace

TEST(CliSettings, TheReadmeHasTheTableThatTheProgramPrints)
{
    const auto table = cli({ "settings" });
    EXPECT_EQ(table.status, 0);
    EXPECT_THAT(fileText(TEST_SOURCE_DIR "/../README.md"), HasSubstr("\n" + table.out + "\n"))
        << "put what 'convscope-cli settings' prints into the README";
}

TEST(CliSettings, HaveTheirRangesInJson)
{
    for (const json &setting : listed()) {
        for (const char *key :
            { "id", "flag", "json", "type", "default", "min", "max", "unit", "help", "live" })
            EXPECT_TRUE(setting.contains(key)) << setting << " " << key;
        if (setting["id"] != "learningRate")
            continue;
        EXPECT_EQ(setting["flag"], "--lr");
        EXPECT_EQ(setting["json"], "optimizer.rate");
        EXPECT_EQ(setting["default"], 0.001);
        EXPECT_EQ(setting["max"], 1e6);
        EXPECT_EQ(setting["live"], "next batch");
    }
}

TEST(CliSettings, EveryFlagIsAnOptionOfTrainAndPreflight)
{
    for (const char *command : { "train", "preflight" }) {
        const std::string help = cli({ command, "--help" }).out;
        for (const json &setting : listed()) {
            if (setting["flag"].is_string()) {
                EXPECT_THAT(help, HasSubstr(setting["flag"].get<std::string>())) << command;
            }
        }
    }
}

TEST(CliSettings, AFlagSetsItsKeyInTheRun)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run";
    const auto trained = cli({ "train", "sample:digits", "--run", run, "--model", "digits",
        "--max-batches", "1", "--limit", "40", "--optimizer", "rmsprop", "--alpha", "0.9",
        "--shuffle", "off", "--size", "10x9", "--augment", "flip,shift=0.25", "--tensorboard" });
    ASSERT_EQ(trained.status, 0) << trained.err;
    const json settings = json::parse(fileText(run + "/run.json"))["settings"];
    EXPECT_EQ(settings["optimizer"]["alpha"], 0.9);
    EXPECT_EQ(settings["shuffle"], false);
    EXPECT_EQ(settings["tensorboard"], true);
    EXPECT_EQ(settings["preprocessing"]["width"], 10);
    EXPECT_EQ(settings["preprocessing"]["height"], 9);
    EXPECT_EQ(settings["augment"], json::parse(R"(["flip", {"kind": "shift", "amount": 0.25}])"));
}
