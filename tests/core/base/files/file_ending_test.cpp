// SPDX-License-Identifier: GPL-3.0-or-later
// The ending of a name and what is saved there agree.
#include "core/base/files/file_ending.h"
#include "tests/support/faults.h"
#include "tests/support/temp_folder.h"
#include <gtest/gtest.h>

using namespace convscope;
using test::faultOf;

namespace {

std::string faultFor(const char *name, const std::vector<std::string_view> &endings)
{
    return faultOf([&] { requireEnding(name, endings); });
}

std::string faultForFolder(const std::filesystem::path &folder)
{
    return faultOf([&] { requireFolderName(folder); });
}

const std::string kFine = "nothing was wrong";

} // namespace

TEST(FileEnding, AnotherFormatsEndingIsRefused)
{
    EXPECT_EQ(faultFor("a/m.xlsx", { ".csv" }),
        "a/m.xlsx: what is saved here is not .xlsx; give a name that ends in .csv");
    EXPECT_EQ(faultFor("n.pdf", { ".svg", ".txt" }),
        "n.pdf: what is saved here is not .pdf; give a name that ends in .svg or .txt");
    EXPECT_NE(faultFor("net.v2", { ".onnx" }), kFine);
    EXPECT_NE(faultFor("net.", { ".onnx" }), kFine);
    EXPECT_NE(faultFor("net.onnx.npz", { ".onnx" }), kFine);
}

TEST(FileEnding, ItsOwnEndingInAnyLettersOrNoneIsFine)
{
    EXPECT_EQ(faultFor("m.onnx", { ".onnx" }), kFine);
    EXPECT_EQ(faultFor("M.ONNX", { ".onnx" }), kFine);
    EXPECT_EQ(faultFor("net", { ".onnx" }), kFine);
    EXPECT_EQ(faultFor("a.npz/net", { ".onnx" }), kFine);
    EXPECT_EQ(faultFor("r.htm", { ".html" }), kFine);
    EXPECT_EQ(faultFor("net.c", { ".h" }), kFine) << "a header is C";
    EXPECT_EQ(endingOf("Maps.NPZ"), ".npz");
}

TEST(FileEnding, AFolderIsNotNamedLikeAFile)
{
    const test::TempFolder folder;
    EXPECT_EQ(faultForFolder("maps.png"),
        "maps.png: this is saved as a folder; give a name that does not end in .png");
    EXPECT_NE(faultForFolder("weights.ONNX"), kFine);
    EXPECT_EQ(faultForFolder("weights.2026"), kFine);
    EXPECT_EQ(faultForFolder("maps.png/"), kFine);
    std::filesystem::create_directory(folder / "there.zip");
    EXPECT_EQ(faultForFolder(folder / "there.zip"), kFine);
}
