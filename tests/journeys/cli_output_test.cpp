// SPDX-License-Identifier: GPL-3.0-or-later
// What convscope-cli prints and writes arrives, or it says that it did not.
#include "tests/journeys/cli.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <array>
#include <sys/stat.h>
#include <unistd.h>

using namespace convscope;
using namespace convscope::test;
using testing::HasSubstr;

namespace {

namespace fs = std::filesystem;

/// A run, an image and weights that all tests share.
class CliOutput : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        s_folder = new TempFolder;
        s_folder->write("a.png", encodeImage(patternImage(20, 16), ".png"));
        s_folder->write("large.png", encodeImage(patternImage(100, 90), ".png"));
        ASSERT_EQ(cli({ "train", "sample:digits", "--run", at("run"), "--model", "digits",
                          "--epochs", "1", "--limit", "60" })
                      .status,
            0);
        ASSERT_EQ(cli({ "export", at("run"), "--format", "npz", "--out", at("w.npz") }).status, 0);
    }
    static void TearDownTestSuite()
    {
        delete s_folder;
        s_folder = nullptr;
    }
    static std::string at(const std::string &name) { return (*s_folder / name).string(); }

    static TempFolder *s_folder;
};
TempFolder *CliOutput::s_folder = nullptr;

/// With standard output as a shell has it: "> /dev/full", ">&-".
ProgramResult cliInto(const std::string &output, const std::string &arguments)
{
    return runProgram("/bin/sh", { "-c", "exec " CONVSCOPE_CLI " " + arguments + " " + output });
}

void expectLostOutput(const ProgramResult &result, const std::string &reason)
{
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err,
        testing::EndsWith("convscope-cli: standard output could not be written: " + reason + "\n"));
}

} // namespace

TEST_F(CliOutput, AFullDiskBehindStandardOutputIsAnErrorOfEveryCommand)
{
    const std::string run = at("run"), image = at("a.png"), out = " --out " + at("out");
    for (const std::string &command : { std::string("--help"), std::string("--version"),
             std::string("eval --help"), std::string("presets"), std::string("presets --json"),
             std::string("presets --show digits"), std::string("scan sample:digits"),
             std::string("scan sample:digits --json"), "info " + run, "info " + run + " --json",
             "eval " + run + " sample:digits", "eval " + run + " sample:digits --json",
             "predict " + run + " " + image, "predict " + run + " " + image + " --json",
             "maps " + run + " " + image + out + "_maps",
             "chelsea --picture " + at("large.png") + out + "_chelsea",
             "export " + run + " --format onnx" + out + ".onnx",
             "import " + at("w.npz") + " --model digits" + out + ".safetensors",
             std::string("gradcheck --model mnist-linear"),
             std::string("preflight sample:digits --model digits"),
             "train sample:digits --model digits --limit 60 --epochs 1 --run " + at("another"),
             std::string("bench --model digits --seconds 0.1") }) {
        SCOPED_TRACE(command);
        expectLostOutput(cliInto("> /dev/full", command), "No space left on device");
    }
}

TEST_F(CliOutput, AClosedPipeIsASentenceAndNotTheEnd)
{
    std::array<int, 2> ends {};
    ASSERT_EQ(::pipe(ends.data()), 0);
    ::close(ends[0]);
    constexpr int kKnown = 9;
    ASSERT_EQ(::dup2(ends[1], kKnown), kKnown);
    for (const char *command : { "--help", "presets", "presets --json" })
        expectLostOutput(cliInto(">&9", command), "Broken pipe");
    ::close(kKnown);
    ::close(ends[1]);
}

TEST_F(CliOutput, AClosedStandardOutputDoesNotEndUpInAFile)
{
    const std::string before = at("before.onnx"), after = at("after.onnx");
    const std::string exporting = "export " + at("run") + " --format onnx --out ";
    EXPECT_EQ(cliInto("> /dev/null", exporting + before).status, 0);
    expectLostOutput(cliInto(">&-", exporting + after), "Bad file descriptor");
    EXPECT_EQ(fileText(after), fileText(before));
    EXPECT_EQ(cliInto(">&- 2>&- <&-", exporting + after).status, 1);
    EXPECT_EQ(fileText(after), fileText(before));
}

TEST_F(CliOutput, WhatPrintsNothingNeedsNoRoom)
{
    EXPECT_EQ(cliInto("> /dev/full", "info " + at("run") + " --out " + at("net.txt")).status, 0);
}

TEST_F(CliOutput, ANameThatTellsOfAnotherFormatIsRefusedBeforeTheWork)
{
    const std::string run = at("run");
    const auto refused = [&](std::vector<std::string> arguments, const std::string &name) {
        arguments.push_back(at(name));
        expectBadInput(cli(arguments), at(name) + ": ");
        EXPECT_FALSE(fs::exists(at(name))) << name;
    };
    refused({ "export", run, "--format", "onnx", "--out" }, "x.npz");
    refused({ "export", run, "--format", "safetensors", "--out" }, "exp.onnx");
    refused({ "export", run, "--format", "npz", "--out" }, "x.zip");
    refused({ "export", run, "--format", "c", "--out" }, "x.py");
    refused({ "export", run, "--format", "text", "--out" }, "x.txt");
    refused({ "eval", run, "sample:digits", "--report" }, "x.pdf");
    refused({ "eval", run, "sample:digits", "--metrics" }, "m.xlsx");
    refused({ "eval", run, "sample:digits", "--confusion" }, "c.html");
    refused({ "eval", run, "sample:digits", "--predictions" }, "p.json");
    refused({ "predict", run, at("a.png"), "--csv" }, "p.xlsx");
    refused({ "maps", run, at("a.png"), "--out" }, "x.png");
    refused({ "maps", run, at("a.png"), "--out" }, "x.jpg");
    refused({ "info", run, "--out" }, "x.png");
    refused({ "import", at("w.npz"), "--model", "digits", "--out" }, "x.onnx");
    refused({ "chelsea", "--picture", at("a.png"), "--out" }, "x.gif");
}

TEST_F(CliOutput, EndingsMayBeWrittenInCapitals)
{
    ASSERT_EQ(cli({ "maps", at("run"), at("a.png"), "--out", at("X.NPZ") }).status, 0);
    EXPECT_TRUE(fs::is_regular_file(at("X.NPZ")));
    ASSERT_EQ(cli({ "info", at("run"), "--out", at("X.SVG") }).status, 0);
    EXPECT_THAT(fileText(at("X.SVG")), HasSubstr("<svg"));
    EXPECT_EQ(cli({ "export", at("run"), "--format", "c", "--out", at("net.c") }).status, 0);
}

TEST_F(CliOutput, APipeIsNotReplacedAndALinkStays)
{
    const std::vector<std::string> exporting { "export", at("run"), "--format", "onnx", "--out" };
    const auto exportTo = [&](const std::string &name) {
        auto arguments = exporting;
        arguments.push_back(at(name));
        return cli(arguments);
    };
    ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
    expectBadInput(exportTo("pipe"), at("pipe") + ": it is a pipe");
    EXPECT_TRUE(fs::is_fifo(at("pipe")));
    s_folder->write("real.onnx", "old");
    fs::create_symlink("real.onnx", at("link.onnx"));
    EXPECT_EQ(exportTo("link.onnx").status, 0);
    EXPECT_TRUE(fs::is_symlink(at("link.onnx")));
    EXPECT_NE(fileText(at("real.onnx")), "old");
}

TEST_F(CliOutput, AnExportWhoseHowtoCannotBeWrittenChangesNothing)
{
    s_folder->write("kept.onnx", "the old model");
    fs::create_directory(at("kept.onnx.howto.txt"));
    expectBadInput(cli({ "export", at("run"), "--format", "onnx", "--out", at("kept.onnx") }),
        at("kept.onnx.howto.txt") + ": it is a folder");
    EXPECT_EQ(fileText(at("kept.onnx")), "the old model");
}
