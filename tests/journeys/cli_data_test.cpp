// SPDX-License-Identifier: GPL-3.0-or-later
// What convscope-cli says of a person's own folder, and how it leaves things out.
#include "core/base/rng.h"
#include "core/data/dataset/dataset.h"
#include "tests/journeys/cli.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <nlohmann/json.hpp>

using namespace convscope;
using nlohmann::json;
using test::cli;
using test::encodeImage;
using test::expectBadInput;
using test::fileText;
using test::ProgramResult;
using test::TempFolder;
using testing::HasSubstr;

namespace {

const std::string kOddName = "dog/d\xe9j\xe0.png"; // not UTF-8

/// An image alike to no other.
test::Bytes noise(int width, int height)
{
    Image image = test::patternImage(width, height);
    Rng rng(static_cast<std::uint64_t>(100 * width + height));
    for (std::uint8_t &value : image.pixels)
        value = static_cast<std::uint8_t>(rng.below(256));
    return encodeImage(image, ".png");
}

/// Eight images of each class, all different: ant, bee, dog, and one with an odd name.
std::string writeAnimals(const TempFolder &folder)
{
    for (int i = 0; i < 8; ++i) {
        const std::string name = "/" + std::to_string(i) + ".png";
        folder.write("data/ant" + name, noise(12 + i, 9));
        folder.write("data/bee" + name, noise(12 + i, 10));
        folder.write("data/dog" + name, noise(12 + i, 11));
    }
    folder.write("data/" + kOddName, noise(30, 11));
    return folder.string() + "/data";
}

ProgramResult train(
    const std::string &data, const std::string &run, const std::vector<std::string> &more)
{
    std::vector<std::string> all { "train", data, "--run", run, "--model", "digits", "--epochs",
        "1", "--json" };
    all.insert(all.end(), more.begin(), more.end());
    return cli(all);
}

json settingsOf(const std::string &run)
{
    return json::parse(fileText(run + "/run.json"))["settings"];
}

} // namespace

TEST(CliData, ScanShowsCountsProblemsAndWarnings)
{
    const TempFolder folder;
    const auto image = [](int height) {
        return noise(20, height);
    };
    for (int i = 0; i < 9; ++i)
        folder.write("train/many/" + std::to_string(i) + ".png", image(10 + i));
    folder.write("train/few/x.png", image(30));
    folder.write("train/few/y.png", image(31));
    folder.write("train/few/empty\n.png", "");
    folder.write("test/many/again.png", image(12));
    folder.write("test/few/other.png", image(14));
    const ProgramResult scan = cli({ "scan", folder.string() });
    ASSERT_EQ(scan.status, 0) << scan.err;
    EXPECT_THAT(scan.out, HasSubstr("Images    13, in colour\n"));
    EXPECT_THAT(scan.out, HasSubstr("  few   ############ 3\n"));
    EXPECT_THAT(scan.out, HasSubstr("  many  ######################################## 10\n"));
    EXPECT_THAT(scan.out, HasSubstr("  train 11\n  test  2\n"));
    EXPECT_THAT(scan.out, HasSubstr("Problems (1)\n  empty file (1)\n    train/few/empty?.png\n"));
    EXPECT_THAT(scan.out,
        HasSubstr("Groups of equal images (2)\n"
                  "  train/many/4.png, test/few/other.png  [in different splits and classes]\n"
                  "  train/many/2.png, test/many/again.png  [in different splits]\n"));
    EXPECT_THAT(scan.out, HasSubstr("Warnings (3)\n  - 1 group of equal images lies in more"));
    EXPECT_THAT(scan.out, HasSubstr("--class-weights balanced"));
    const json report = json::parse(cli({ "scan", folder.string(), "--json" }).out);
    EXPECT_EQ(report["leaks"].size(), 2U);
    EXPECT_EQ(report["conflicts"].size(), 1U);
    EXPECT_EQ(report["warnings"].size(), 3U);
}

TEST(CliData, ScanLeavesOutWhatItIsTold)
{
    const TempFolder folder;
    const std::string data = writeAnimals(folder);
    const ProgramResult scan = cli({ "scan", "--exclude-class", "ant", "--exclude-file",
        "bee/1.png", "--leave-out-file", kOddName, data, "--json" });
    ASSERT_EQ(scan.status, 0) << scan.err;
    EXPECT_EQ(json::parse(scan.out)["classes"],
        json::parse(R"([{"name":"bee","count":7},{"name":"dog","count":8}])"));
    expectBadInput(cli({ "scan", data, "--exclude-file", "bee/99.png" }), "bee/99.png");
    expectBadInput(cli({ "scan", data, "--leave-out-class", "cow" }), "--exclude-class cow");
}

TEST(CliData, AClassFolderThatIsNotUtf8IsOneClassFromScanToPredict)
{
    const TempFolder folder;
    const std::string data = folder.string() + "/data", run = folder.string() + "/run";
    for (int i = 0; i < 6; ++i) {
        const std::string name = "/" + std::to_string(i) + ".png";
        folder.write("data/caf\xe9" + name, noise(12 + i, 9));
        folder.write("data/caf\\xE9" + name, noise(12 + i, 10));
    }
    const json names { "caf\\x5CxE9", "caf\\xE9" };
    const json report = json::parse(cli({ "scan", data, "--json" }).out);
    EXPECT_EQ(report["classes"][0]["name"], names[0]);
    EXPECT_EQ(report["classes"][1]["name"], names[1]);
    ASSERT_EQ(train(data, run, {}).status, 0);
    EXPECT_EQ(json::parse(fileText(run + "/run.json"))["classes"], names);
    const ProgramResult resumed = cli({ "train", data, "--run", run, "--resume", "--epochs", "2" });
    EXPECT_EQ(resumed.status, 0) << resumed.err;
    const ProgramResult scored = cli({ "eval", run, data, "--json" });
    ASSERT_EQ(scored.status, 0) << scored.err;
    EXPECT_EQ(json::parse(scored.out)["images"], 12);
    const ProgramResult answer
        = cli({ "predict", run, data + "/caf\xe9/1.png", "--label", "caf\xe9", "--json" });
    ASSERT_EQ(answer.status, 0) << answer.err;
    const json prediction = json::parse(answer.out)["predictions"][0];
    EXPECT_EQ(prediction["path"], data + "/caf\\xE9/1.png");
    EXPECT_TRUE(prediction["probabilities"].contains("caf\\xE9"));
}

TEST(CliData, TheHelpOfScanNamesEveryFormat)
{
    const std::string help = cli({ "scan", "--help" }).out;
    for (const DatasetFormat &format : datasetFormats())
        EXPECT_THAT(help, HasSubstr(std::string(format.name) + ": " + std::string(format.summary)));
}

TEST(CliData, ARunKeepsWhatItExcluded)
{
    const TempFolder folder;
    const std::string data = writeAnimals(folder), run = folder.string() + "/run";
    const ProgramResult trained = train(data, run,
        { "--leave-out-class", "ant", "--leave-out-file", kOddName, "--leave-out-file",
            "bee/3.png" });
    ASSERT_EQ(trained.status, 0) << trained.err;
    const json excluded = settingsOf(run)["left_out"];
    EXPECT_EQ(excluded, json::parse(R"({"files":["bee/3.png","dog/d\\xE9j\\xE0.png"],
                        "classes":["ant"]})"));
    EXPECT_EQ(json::parse(fileText(run + "/run.json"))["classes"], json({ "bee", "dog" }));

    const ProgramResult resumed
        = cli({ "train", data, "--run", run, "--resume", "--epochs", "2", "--json" });
    ASSERT_EQ(resumed.status, 0) << resumed.err
                                 << "the fingerprint shows that the rest is the same";
    EXPECT_EQ(json::parse(resumed.out)["epochs_done"], 2);
    EXPECT_EQ(settingsOf(run)["left_out"], excluded);
    expectBadInput(cli({ "train", data, "--run", run, "--resume", "--exclude-class", "bee" }),
        "--exclude-class");

    const ProgramResult scored = cli({ "eval", run, data, "--json" });
    ASSERT_EQ(scored.status, 0) << scored.err;
    EXPECT_EQ(json::parse(scored.out)["images"], 15);
    EXPECT_THAT(scored.err,
        HasSubstr("because this run left them out: 8 images of the class ant and 2 other "
                  "images\n"));
    const std::string model = run + "/last.safetensors";
    expectBadInput(cli({ "eval", model, data }), "class 'ant'");
}

TEST(CliData, TrainingBeginsWithTheWarnings)
{
    const TempFolder folder;
    const std::string data = writeAnimals(folder), run = folder.string() + "/run";
    const ProgramResult good = train("sample:digits", run, { "--limit", "200" });
    ASSERT_EQ(good.status, 0);
    EXPECT_EQ(good.err.find("warning: "), std::string::npos) << good.err;
    folder.write("data/bee/ant.png", noise(12, 9));
    const ProgramResult warned = train(data, run + "2", {});
    ASSERT_EQ(warned.status, 0);
    EXPECT_THAT(
        warned.err, HasSubstr("warning: 1 group of equal images lies in more than one class"));
    EXPECT_LT(warned.err.find("warning: "), warned.err.find("epoch 1: "));
}

TEST(CliData, OneClassCannotBeTrained)
{
    const TempFolder folder;
    const std::string data = writeAnimals(folder), run = folder.string() + "/run";
    expectBadInput(
        train(data, run, { "--exclude-class", "ant", "--exclude-class", "bee" }), "(dog)");
    expectBadInput(
        train(data, run,
            { "--exclude-class", "ant", "--exclude-class", "bee", "--exclude-class", "dog" }),
        "all images are excluded");
    EXPECT_FALSE(std::filesystem::exists(run));
}

TEST(CliData, ImagesArePaddedAlikeInTrainingAndPrediction)
{
    const TempFolder folder;
    const std::string data = writeAnimals(folder), run = folder.string() + "/run";
    ASSERT_EQ(train(data, run, { "--size", "8", "--fit", "pad" }).status, 0);
    EXPECT_EQ(settingsOf(run)["preprocessing"]["fit"], "pad");
    EXPECT_EQ(json::parse(cli({ "info", run, "--json" }).out)["preprocessing"]["fit"], "pad");
    // A wide image, and the same with the black stripes that padding adds.
    const Image wide = test::patternImage(16, 8);
    Image square = test::plainImage(16, 16, { 0, 0, 0 });
    std::copy(wide.pixels.begin(), wide.pixels.end(), square.pixels.begin() + 16 * 4 * 3);
    const auto first = folder.write("wide.png", encodeImage(wide, ".png")).string();
    const auto second = folder.write("square.png", encodeImage(square, ".png")).string();
    const json predictions
        = json::parse(cli({ "predict", run, first, second, "--json" }).out)["predictions"];
    EXPECT_EQ(predictions[0]["probabilities"], predictions[1]["probabilities"]);

    expectBadInput(train(data, folder.string() + "/other", { "--fit", "squeeze" }), "squeeze");
    expectBadInput(cli({ "train", data, "--run", run, "--resume", "--fit", "crop" }), "--fit");
}
