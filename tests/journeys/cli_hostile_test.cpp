// SPDX-License-Identifier: GPL-3.0-or-later
// convscope-cli where memory and threads are short, and where a small file asks for much.
#include "tests/journeys/cli.h"
#include "tests/support/image_files.h"
#include "tests/support/npz_file.h"
#include "tests/support/temp_folder.h"
#include <nlohmann/json.hpp>

using namespace convscope;
using namespace convscope::test;
using nlohmann::json;
using testing::HasSubstr;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kCanLimit = false; // they map all the memory there is
#else
constexpr bool kCanLimit = true;
#endif

namespace {

/// With so many KB of address space.
ProgramResult cliWithin(int kilobytes, const std::vector<std::string> &arguments)
{
    std::vector<std::string> all { "-c",
        "ulimit -v " + std::to_string(kilobytes) + "; exec \"$0\" \"$@\"", CONVSCOPE_CLI };
    all.insert(all.end(), arguments.begin(), arguments.end());
    return runProgram("/bin/sh", all);
}

std::string zerosArchive(
    const TempFolder &folder, const std::string &imageShape, std::size_t values, std::size_t labels)
{
    return folder
        .write("zeros.npz",
            npzFile({ { "x.npy", npyFile("|u1", imageShape, Bytes(values)) },
                        { "y.npy",
                            npyFile("|u1", "(" + std::to_string(labels) + ",)", Bytes(labels)) } },
                true))
        .string();
}

} // namespace

TEST(CliHostile, whatPacksAwayIsRefusedInLittleMemory)
{
    if (!kCanLimit)
        GTEST_SKIP() << "sanitizers map all the memory there is";
    const TempFolder folder;
    constexpr int kSome = 1'000'000; // the libraries alone map half of it
    constexpr std::size_t kMany = 30'000'000;
    expectBadInput(cliWithin(kSome, { "scan", zerosArchive(folder, "(1, 1, 1)", 1, kMany) }),
        "'y' has 30000000 labels");
    expectBadInput(
        cliWithin(kSome, { "scan", zerosArchive(folder, "(30000000, 1, 1)", kMany, kMany) }),
        "30,000,000 images of 1 value");
    expectBadInput(cliWithin(kSome,
                       { "import", zerosArchive(folder, "(30000000, 1, 1)", kMany, 1), "--model",
                           "digits", "--out", folder.string() + "/m.safetensors" }),
        "more than is allowed for its size");
}

TEST(CliHostile, memoryThatIsRefusedIsASentenceAndAnExit)
{
    if (!kCanLimit)
        GTEST_SKIP() << "sanitizers map all the memory there is";
    const TempFolder folder;
    const std::string spec = folder
                                 .write("big.json",
                                     R"({"format":"convscope-model","version":1,"input":[1,64,64],
        "layers":[{"kind":"flatten"},{"kind":"dense","units":65536},{"kind":"dense","units":10}]})")
                                 .string();
    const ProgramResult result = cliWithin(
        700'000, { "train", "sample:digits", "--run", folder.string() + "/run", "--model", spec });
    EXPECT_EQ(result.status, 1) << result.err;
    EXPECT_THAT(result.err, HasSubstr("convscope-cli: there is not enough memory for this"));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
}

TEST(CliHostile, aRunThatAsksForAHundredThousandThreadsIsRefused)
{
    const TempFolder folder;
    const std::string run = folder.string() + "/run";
    ASSERT_EQ(
        cli({ "train", "sample:digits", "--run", run, "--model", "digits", "--max-batches", "1" })
            .status,
        0);
    json description = json::parse(fileText(run + "/run.json"));
    for (const char *key : { "seal", "sealed_with" }) // as the first version wrote it
        description.erase(key);
    for (const auto &[name, number] : { std::pair("threads", json(100'000)),
             std::pair("batch", json(1e300)), std::pair("limit", json(-5)) }) {
        json changed = description;
        changed["settings"][name] = number;
        folder.write("run/run.json", changed.dump());
        const ProgramResult refused = cli({ "train", "sample:digits", "--run", run, "--resume" });
        EXPECT_EQ(refused.status, 2);
        EXPECT_THAT(refused.err, testing::HasSubstr(name));
    }
}
