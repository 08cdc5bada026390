// SPDX-License-Identifier: GPL-3.0-or-later
// convscope-cli as scripts use it: exit statuses, JSON, files.
#include "core/io/run/run_folder.h"
#include "core/io/tensors/npz.h"
#include "tests/journeys/cli.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <map>
#include <nlohmann/json.hpp>

using namespace convscope;
using nlohmann::json;
using test::cli;
using test::expectBadInput;
using test::fileText;
using test::ProgramResult;
using test::TempFolder;
using testing::HasSubstr;

namespace {

std::vector<std::string> trainDigits(const std::string &run, const std::vector<std::string> &more)
{
    std::vector<std::string> all { "train", "sample:digits", "--run", run, "--limit", "300",
        "--json" };
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

test::Bytes image()
{
    return test::encodeImage(test::patternImage(20, 16), ".png");
}

} // namespace

TEST(Cli, HelpAndVersionSucceed)
{
    for (const char *command : { "presets", "scan", "train", "eval", "predict", "maps", "chelsea",
             "export", "import", "info", "gradcheck", "bench" }) {
        const ProgramResult help = cli({ command, "--help" });
        EXPECT_EQ(help.status, 0);
        EXPECT_THAT(help.out, HasSubstr("--json"));
    }
    EXPECT_EQ(cli({ "--version" }).status, 0);
    EXPECT_EQ(cli({ "--help" }).status, 0);
}

TEST(Cli, ErrorsOfTheCallerAreOneLineAndStatusTwo)
{
    const TempFolder folder;
    expectBadInput(cli({}), "subcommand");
    expectBadInput(cli({ "scan", "sample:digits", "--no-such-option" }), "--no-such-option");
    expectBadInput(cli({ "scan", folder.string() + "/nothing" }), "nothing");
    expectBadInput(cli({ "info", folder.string() }), folder.string());
    expectBadInput(cli({ "presets", "--show", "no-such-preset" }), "no-such-preset");
    const std::string run = folder.string() + "/run";
    const auto train = [&](std::vector<std::string> options) {
        options.insert(options.begin(), { "train", "sample:digits", "--run", run });
        return cli(options);
    };
    expectBadInput(train({ "--model", "no-such-preset" }), "no-such-preset");
    expectBadInput(train({ "--model", "digits", "--size", "0" }), "--size");
    expectBadInput(train({ "--model", "digits", "--lr", "-1" }), "--lr");
    expectBadInput(train({ "--model", "digits", "--optimizer", "magic" }), "magic");
    expectBadInput(train({ "--model", "digits", "--schedule", "sine" }), "sine");
    expectBadInput(train({ "--model", "digits", "--warmup", "2.5" }), "--warmup");
    expectBadInput(train({ "--model", "digits", "--step-every", "2" }), "--schedule step");
    expectBadInput(train({ "--model", "digits", "--clip-norm", "-1" }), "--clip-norm");
    expectBadInput(train({ "--model", "digits", "--label-smoothing", "1" }), "--label-smoothing");
    expectBadInput(train({ "--model", "digits", "--class-weights", "equal" }), "equal");
    expectBadInput(train({ "--model", "digits", "--channels", "2" }), "--channels");
    expectBadInput(train({ "--model", "digits", "--augment", "flip,flop" }), "--augment: ");
    expectBadInput(train({ "--model", "digits", "--augment", "" }), "known are flip, shift");
    EXPECT_FALSE(std::filesystem::exists(run)) << "a refused run leaves nothing behind";
    const auto broken
        = folder.write("model.json", R"({"input":[1,8,8],"layers":[{"kind":"conv","kernel":9}]})");
    expectBadInput(train({ "--model", broken.string() }), "layer 1 (conv1)");
}

TEST(Cli, PresetsListAndShowAgree)
{
    const ProgramResult list = cli({ "presets", "--json" });
    ASSERT_EQ(list.status, 0);
    const json presets = json::parse(list.out)["presets"];
    ASSERT_GE(presets.size(), 6U);
    for (const json &preset : presets) {
        const std::string name = preset["name"];
        EXPECT_GT(preset["parameters"], 0) << name;
        EXPECT_EQ(preset["input"].size(), 3U) << name;
        const TempFolder folder;
        const auto file = folder.write("model.json", cli({ "presets", "--show", name }).out);
        const ProgramResult trained = cli({ "train", "sample:digits", "--model", file.string(),
            "--run", folder.string() + "/run", "--limit", "40", "--max-batches", "2", "--json" });
        ASSERT_EQ(trained.status, 0) << name << trained.err;
        const json info = json::parse(cli({ "info", folder.string() + "/run", "--json" }).out);
        EXPECT_EQ(info["layers"].back()["name"], "softmax");
    }
}

TEST(Cli, TrainsTheSampleToNinetyFivePercentAndTheRunCanBeUsed)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run";
    const ProgramResult trained = cli({ "train", "sample:digits", "--model", "digits", "--epochs",
        "8", "--test", "0.2", "--run", run, "--json" });
    ASSERT_EQ(trained.status, 0) << trained.err;
    const json result = json::parse(trained.out);
    EXPECT_EQ(result["run"], run);
    EXPECT_EQ(result["epochs_done"], 8);
    EXPECT_EQ(result["stopped_by"], "epochs");
    EXPECT_GE(result["best"]["val_accuracy"], 0.95);
    EXPECT_GE(result["final"]["test_accuracy"], 0.93);
    EXPECT_GT(result["images_per_second"], 0);
    EXPECT_GE(result["threads"], 1);
    EXPECT_TRUE(result["simd"].is_string());
    for (const char *file : { "run.json", "batches.csv", "epochs.csv", "best.safetensors",
             "last.safetensors", "resume.safetensors" })
        EXPECT_TRUE(std::filesystem::exists(run + "/" + file)) << file;
    EXPECT_TRUE(fileText(run + "/batches.csv")
                    .starts_with("batch,epoch,loss,accuracy,learning_rate,seconds\n1,1,"));
    EXPECT_TRUE(
        fileText(run + "/epochs.csv")
            .starts_with("epoch,train_loss,train_accuracy,val_loss,val_accuracy,seconds\n1,"));

    const json evaluation
        = json::parse(cli({ "eval", run, "sample:digits", "--split", "test", "--json" }).out);
    EXPECT_EQ(evaluation["accuracy"], result["final"]["test_accuracy"])
        << "the run knows its own split";
    EXPECT_NEAR(double(evaluation["loss"]), double(result["final"]["test_loss"]), 1e-9);
    std::size_t sum = 0;
    for (const json &row : evaluation["confusion"])
        for (const json &count : row)
            sum += count.get<std::size_t>();
    EXPECT_EQ(sum, evaluation["images"]);
}

TEST(Cli, EvalWritesTablesAndAReport)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run";
    ASSERT_EQ(cli(trainDigits(run, { "--model", "digits", "--epochs", "1" })).status, 0);
    const auto file = [&](const char *name) {
        return folder.string() + "/" + name;
    };
    const ProgramResult result = cli({ "eval", run, "sample:digits", "--split", "val", "--json",
        "--report", file("r.html"), "--metrics", file("m.csv"), "--confusion", file("c.csv"),
        "--predictions", file("p.csv") });
    ASSERT_EQ(result.status, 0) << result.err;
    const json evaluation = json::parse(result.out);
    EXPECT_GE(evaluation["top2"], evaluation["accuracy"]);
    EXPECT_THAT(fileText(file("r.html")), HasSubstr("On the validation images of"));
    EXPECT_THAT(fileText(file("r.html")), HasSubstr("<polyline class=\"training\""));
    const std::string predictions = fileText(file("p.csv"));
    EXPECT_EQ(std::count(predictions.begin(), predictions.end(), '\n'),
        evaluation["images"].get<long>() + 1);
    EXPECT_TRUE(fileText(file("c.csv")).starts_with("true \\ predicted,0,1,2,"));
    EXPECT_TRUE(fileText(file("m.csv")).starts_with("scope,class,precision,"));
    expectBadInput(
        cli({ "eval", run, "sample:digits", "--report", file("no/where.html") }), "where.html");
}

TEST(Cli, AResumedRunEndsInTheSameBits)
{
    const TempFolder folder;
    const std::string whole = folder.string() + "/whole", parts = folder.string() + "/parts";
    ASSERT_EQ(cli(trainDigits(
                      whole, { "--model", "digits", "--epochs", "4", "--augment", "shift,noise" }))
                  .status,
        0);
    ASSERT_EQ(cli(trainDigits(parts,
                      { "--model", "digits", "--epochs", "2", "--threads", "1", "--augment",
                          "shift,noise" }))
                  .status,
        0);
    EXPECT_EQ(json::parse(fileText(parts + "/run.json"))["settings"]["augment"],
        json::parse(R"(["shift", "noise"])"));
    const ProgramResult resumed = cli({ "train", "sample:digits", "--run", parts, "--resume",
        "--epochs", "4", "--threads", "3", "--json" });
    ASSERT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_EQ(json::parse(resumed.out)["epochs_done"], 4);
    EXPECT_EQ(fileText(whole + "/last.safetensors"), fileText(parts + "/last.safetensors"));
    EXPECT_EQ(fileText(whole + "/best.safetensors"), fileText(parts + "/best.safetensors"));
    const auto lines = [](const std::string &text) {
        return std::count(text.begin(), text.end(), '\n');
    };
    EXPECT_EQ(lines(fileText(whole + "/batches.csv")), lines(fileText(parts + "/batches.csv")));
    EXPECT_EQ(lines(fileText(whole + "/epochs.csv")), lines(fileText(parts + "/epochs.csv")));
    expectBadInput(cli({ "train", "sample:digits", "--run", whole, "--model", "digits" }), whole);
    const auto resumeWith = [&](const std::string &option, const std::string &value) {
        return cli({ "train", "sample:digits", "--run", whole, "--resume", option, value });
    };
    expectBadInput(resumeWith("--batch", "7"), "--batch");
    expectBadInput(resumeWith("--augment", "none"), "--augment");
}

TEST(Cli, AScheduledRunRecordsItsRatesAndSettingsAndResumesThem)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run";
    ASSERT_EQ(cli(trainDigits(run,
                      { "--model", "digits", "--epochs", "2", "--optimizer", "adamw", "--lr",
                          "0.01", "--schedule", "step", "--step-every", "1", "--step-factor", "0.5",
                          "--warmup", "2", "--clip-norm", "2", "--label-smoothing", "0.1",
                          "--class-weights", "balanced" }))
                  .status,
        0);
    const json settings = json::parse(fileText(run + "/run.json"))["settings"];
    EXPECT_EQ(settings["schedule"]["kind"], "step");
    EXPECT_EQ(settings["schedule"]["step_every"], 1);
    EXPECT_EQ(settings["schedule"]["step_factor"], 0.5);
    EXPECT_EQ(settings["schedule"]["warmup"], 2);
    EXPECT_EQ(settings["clip_norm"], 2);
    EXPECT_EQ(settings["label_smoothing"], 0.1);
    EXPECT_EQ(settings["class_weights"], "balanced");
    const auto rates = [&] {
        std::map<int, std::vector<double>> all; // by epoch
        for (const BatchReport &batch : readRunLogs(run).batches)
            all[batch.epoch].push_back(batch.learningRate);
        return all;
    };
    EXPECT_DOUBLE_EQ(rates()[1].front(), 0.005) << "it warms up";
    EXPECT_DOUBLE_EQ(rates()[1].back(), 0.01);
    EXPECT_DOUBLE_EQ(rates()[2].back(), 0.005);
    const auto resume = [&](const char *option, const char *value) {
        return cli(
            { "train", "sample:digits", "--run", run, "--resume", "--epochs", "3", option, value });
    };
    expectBadInput(resume("--schedule", "cosine"), "--schedule");
    expectBadInput(resume("--label-smoothing", "0"), "--label-smoothing");
    ASSERT_EQ(resume("--lr", "0.1").status, 0);
    EXPECT_DOUBLE_EQ(rates()[3].back(), 0.025) << "the schedule goes on from the new rate";
}

TEST(Cli, CtrlCSavesTheRunWhichThenGoesOnToTheSameBits)
{
    const TempFolder folder;
    const std::string whole = folder.string() + "/whole", cut = folder.string() + "/cut";
    const std::vector<std::string> options { "--model", "mnist-sigmoid", "--size", "8", "--epochs",
        "40" };
    ASSERT_EQ(cli(trainDigits(whole, options)).status, 0);
    const ProgramResult interrupted = cli(trainDigits(cut, options), "epoch 2:");
    EXPECT_EQ(interrupted.status, 130);
    EXPECT_EQ(interrupted.out, "");
    const ProgramResult resumed
        = cli({ "train", "sample:digits", "--run", cut, "--resume", "--json" });
    ASSERT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_EQ(fileText(whole + "/last.safetensors"), fileText(cut + "/last.safetensors"));
}

TEST(Cli, PredictListsBadImagesAndGoesOn)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run";
    ASSERT_EQ(cli(trainDigits(run, { "--model", "digits", "--epochs", "1" })).status, 0);
    folder.write("pictures/b.txt", "no image");
    folder.write("pictures/a.png", image());
    const ProgramResult predicted = cli({ "predict", run, folder.string() + "/pictures", "--top",
        "3", "--label", "4", "--json", "--csv", folder.string() + "/table.csv" });
    EXPECT_EQ(predicted.status, 3) << "some could not be read, the rest stand";
    EXPECT_EQ(
        predicted.err, "convscope-cli: " + folder.string() + "/pictures/b.txt: not an image\n");
    const json predictions = json::parse(predicted.out)["predictions"];
    ASSERT_EQ(predictions.size(), 2U);
    EXPECT_EQ(predictions[0]["probabilities"].size(), 3U);
    EXPECT_TRUE(predictions[0]["class"].is_string());
    EXPECT_GT(predictions[0]["loss"], 0);
    EXPECT_TRUE(predictions[1]["error"].is_string());
    const std::string table = fileText(folder / "table.csv");
    EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 3); // and the header
    EXPECT_THAT(table,
        HasSubstr("a.png," + predictions[0]["class"].get<std::string>() + ","
            + predictions[0]["probability"].dump() + ","));
    const ProgramResult none = cli({ "predict", run, folder.string() + "/pictures/b.txt" });
    EXPECT_EQ(none.status, 2) << "all images are bad";
    EXPECT_EQ(none.out, "");
    EXPECT_EQ(std::count(none.err.begin(), none.err.end(), '\n'), 1) << none.err;
    EXPECT_THAT(none.err, HasSubstr("b.txt"));
    // Entries stay where they are, and a bad one is not an answer.
    const ProgramResult first = cli({ "predict", run, folder.string() + "/pictures/b.txt",
        folder.string() + "/pictures/a.png" });
    EXPECT_EQ(first.status, 3);
    EXPECT_THAT(first.out, testing::StartsWith(folder.string() + "/pictures/a.png: "));
    EXPECT_EQ(std::count(first.out.begin(), first.out.end(), '\n'), 1) << first.out;
    expectBadInput(
        cli({ "predict", run, folder.string() + "/pictures", "--label", "eleven" }), "eleven");
}

TEST(Cli, MapsAndExportsAreWritten)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run",
                      file = folder.write("a.png", image()).string();
    ASSERT_EQ(cli(trainDigits(run, { "--model", "digits", "--epochs", "1" })).status, 0);
    ASSERT_EQ(cli({ "maps", run, file, "--out", folder.string() + "/maps.npz" }).status, 0);
    ASSERT_EQ(cli({ "maps", run, file, "--out", folder.string() + "/pictures", "--layer", "conv2" })
                  .status,
        0);
    EXPECT_TRUE(std::filesystem::exists(folder / "pictures/conv2.png"));
    EXPECT_FALSE(std::filesystem::exists(folder / "pictures/conv1.png"));
    expectBadInput(
        cli({ "maps", run, file, "--out", folder.string() + "/x.npz", "--layer", "conv9" }),
        "conv9");
    const std::string exported = folder.string() + "/model.safetensors";
    ASSERT_EQ(cli({ "export", run, "--format", "safetensors", "--out", exported }).status, 0);
    EXPECT_EQ(json::parse(cli({ "info", exported, "--json" }).out)["classes"].size(), 10U);
    for (const char *format : { "safetensors", "npz", "onnx", "text", "c" }) {
        const ProgramResult result = cli({ "export", run, "--format", format, "--out",
            folder.string() + "/out_" + format, "--json" });
        ASSERT_EQ(result.status, 0) << result.err;
        const json said = json::parse(result.out);
        EXPECT_EQ(said["largest_difference"], 0) << format;
        for (const std::string written : said["files"])
            EXPECT_TRUE(std::filesystem::is_regular_file(written)) << written;
        EXPECT_THAT(std::string(said["files"].back()),
            testing::AnyOf(testing::EndsWith(".howto.txt"), testing::EndsWith("/HOWTO.txt")));
    }
    EXPECT_THAT(
        cli({ "export", run, "--format", "onnx", "--out", folder.string() + "/net.onnx" }).out,
        HasSubstr("the largest difference of a probability is 0"));
    expectBadInput(cli({ "export", run, "--format", "magic", "--out", exported }),
        "formats are safetensors, npz, onnx, text, c");
    expectBadInput(cli({ "export", run, "--format", "npz", "--out",
                       folder.string() + "/no/such/folder/x.npz" }),
        "x.npz");
}

TEST(Cli, InitialWeightsAndFixedOrderGiveTheSameLossesAgain)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run", weights = folder.string() + "/weights.npz";
    ASSERT_EQ(cli(trainDigits(run, { "--model", "digits", "--epochs", "1" })).status, 0);
    ASSERT_EQ(cli({ "export", run, "--format", "npz", "--out", weights }).status, 0);
    std::vector<std::string> losses;
    for (const char *seed : { "5", "6" }) {
        const std::string again = folder.string() + "/again" + seed;
        ASSERT_EQ(cli({ "train", "sample:digits", "--run", again, "--limit", "300", "--model",
                          "digits", "--max-batches", "3", "--init", weights, "--shuffle", "off",
                          "--seed", seed, "--val", "0" })
                      .status,
            0);
        std::string text = fileText(again + "/batches.csv"), kept;
        for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
            kept += text.substr(at, text.find_last_of(',', text.find('\n', at)) - at)
                + "\n"; // without the seconds
        losses.push_back(kept);
    }
    EXPECT_EQ(losses[0], losses[1]);
}

TEST(Cli, TrainWithoutAModelTakesWhatIsSuggestedAndSaysWhy)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run";
    const auto train = [&](const std::string &name, std::vector<std::string> more) {
        more.insert(more.begin(),
            { "train", "sample:digits", "--run", run + name, "--epochs", "1", "--limit", "50" });
        return cli(more);
    };
    const ProgramResult result = train("1", { "--json" });
    ASSERT_EQ(result.status, 0) << result.err;
    const json suggestion = json::parse(result.out)["suggestion"];
    EXPECT_EQ(suggestion["preset"], "digits");
    EXPECT_THAT(suggestion["reasons"][0].get<std::string>(), HasSubstr("8×8"));
    EXPECT_THAT(train("2", {}).out,
        testing::StartsWith("model: digits, suggested for this dataset\n  the first image is"));
    EXPECT_EQ(fileText(run + "1/last.safetensors"), fileText(run + "2/last.safetensors"));
    const ProgramResult asked = train("3", { "--model", "digits", "--json" });
    EXPECT_FALSE(json::parse(asked.out).contains("suggestion"));
}

TEST(Cli, PreflightTakesTheSettingsOfATraining)
{
    const std::vector<std::string> command { "preflight", "sample:digits", "--model", "digits" };
    const auto preflight = [&](std::vector<std::string> more) {
        more.insert(more.begin(), command.begin(), command.end());
        return cli(more);
    };
    expectBadInput(preflight({ "--exclude-class", "ten" }), "--exclude-class ten");
    expectBadInput(preflight({ "--batch", "0" }), "--batch");
    const ProgramResult bad = preflight({ "--limit", "100", "--lr", "1000", "--json" });
    const ProgramResult good = preflight({ "--limit", "100", "--lr", "0.01", "--json" });
    const auto divergesOf = [](const ProgramResult &result) {
        return json::parse(result.out)["passed"] == false;
    };
    EXPECT_TRUE(divergesOf(bad));
    EXPECT_FALSE(divergesOf(good)) << good.out;
}

TEST(Cli, InitialWeightsThatWereChangedSinceTheyWereExportedAreRefused)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run", weights = folder.string() + "/weights.npz";
    ASSERT_EQ(cli(trainDigits(run, { "--model", "digits", "--epochs", "1" })).status, 0);
    ASSERT_EQ(cli({ "export", run, "--format", "npz", "--out", weights }).status, 0);
    const auto train = [&](const std::string &name, std::vector<std::string> more) {
        more.insert(more.begin(),
            { "train", "sample:digits", "--run", folder.string() + name, "--limit", "50", "--model",
                "digits", "--max-batches", "1", "--init", weights });
        return cli(more);
    };
    EXPECT_EQ(train("/as-exported", {}).status, 0);
    std::vector<NamedTensor> arrays = readNpz(weights);
    for (NamedTensor &array : arrays)
        if (array.name == "dense1.bias")
            array.value.data()[0] += 5;
    writeNpz(weights, arrays);
    const ProgramResult refused = train("/changed", {});
    EXPECT_EQ(refused.status, 2);
    EXPECT_THAT(refused.err, HasSubstr("--init " + weights + ": in this network its golden"));
    EXPECT_FALSE(std::filesystem::exists(folder / "changed"));
}

TEST(Cli, GradcheckComparesEveryParameter)
{
    const ProgramResult checked
        = cli({ "gradcheck", "--model", "mnist-dense", "--seed", "3", "--json" });
    EXPECT_EQ(checked.status, 0) << checked.err;
    const json result = json::parse(checked.out);
    EXPECT_EQ(result["passed"], true);
    std::vector<std::string> names;
    for (const json &layer : result["layers"]) {
        names.push_back(layer["name"].get<std::string>() + "." + std::string(layer["parameter"]));
        EXPECT_GT(layer["max_relative_error"], 0) << names.back() << ": nothing was measured";
        EXPECT_LT(layer["max_relative_error"], 1e-6) << names.back();
    }
    EXPECT_THAT(names,
        testing::ElementsAre(
            "conv1.weight", "dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias"));
    const TempFolder folder;
    const auto broken
        = folder.write("model.json", R"({"input":[1,8,8],"layers":[{"kind":"conv","kernel":9}]})");
    expectBadInput(cli({ "gradcheck", "--model", broken.string() }), "layer 1 (conv1)");
    expectBadInput(cli({ "gradcheck" }), "--model");
}

TEST(Cli, BenchSaysHowFastItIsAndHowNearToThePeak)
{
    const ProgramResult measured = cli({ "bench", "--model", "digits", "--batch", "16", "--threads",
        "1", "--seconds", "0.1", "--json" });
    ASSERT_EQ(measured.status, 0) << measured.err;
    const json result = json::parse(measured.out);
    for (const char *speed :
        { "train_images_per_second", "infer_images_per_second", "train_gflops", "peak_gflops" })
        EXPECT_GT(result[speed], 0) << speed;
    const double share = result["train_share_of_peak"];
    EXPECT_GT(share, 0);
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__) // these slow the peak down more
    EXPECT_LT(share, 1.2) << "nothing is faster than the peak";
#endif
    EXPECT_DOUBLE_EQ(share, double(result["train_gflops"]) / double(result["peak_gflops"]));
    EXPECT_EQ(result["model"], "digits");
    EXPECT_EQ(result["batch"], 16);
    EXPECT_EQ(result["threads"], 1);
    EXPECT_TRUE(result["simd"].is_string());
    expectBadInput(cli({ "bench", "--model", "no-such-preset" }), "no-such-preset");
    expectBadInput(cli({ "bench", "--seconds", "-1" }), "--seconds");
}
