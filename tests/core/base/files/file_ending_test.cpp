// SPDX-License-Identifier: GPL-3.0-or-later
// The ending of a name and what is saved there agree.
#include "core/base/files/file_ending.h"
#include "tests/support/errors.h"
#include "tests/support/temp_folder.h"
#include <gtest/gtest.h>

using namespace convscope;
using test::errorOf;

namespace {

std::string errorFor(const char *name, const std::vector<std::string_view> &endings)
{
    return errorOf([&] { requireEnding(name, endings); });
}

std::string errorForFolder(const std::filesystem::path &folder)
{
    return errorOf([&] { requireFolderName(folder); });
}

const std::string kFine = "nothing was wrong";

} // namespace

TEST(FileEnding, AnotherFormatsEndingIsRefused)
{
    EXPECT_EQ(errorFor("a/m.xlsx", { ".csv" }),
        "a/m.xlsx: what is saved here is not .xlsx; give a name that ends in .csv");
    EXPECT_EQ(errorFor("n.pdf", { ".svg", ".txt" }),
        "n.pdf: what is saved here is not .pdf; give a name that ends in .svg or .txt");
    EXPECT_NE(errorFor("net.v2", { ".onnx" }), kFine);
    EXPECT_NE(errorFor("net.", { ".onnx" }), kFine);
    EXPECT_NE(errorFor("net.onnx.npz", { ".onnx" }), kFine);
}

TEST(FileEnding, ItsOwnEndingInAnyLettersOrNoneIsFine)
{
    EXPECT_EQ(errorFor("m.onnx", { ".onnx" }), kFine);
    EXPECT_EQ(errorFor("M.ONNX", { ".onnx" }), kFine);
    EXPECT_EQ(errorFor("net", { ".onnx" }), kFine);
    EXPECT_EQ(errorFor("a.npz/net", { ".onnx" }), kFine);
    EXPECT_EQ(errorFor("r.htm", { ".html" }), kFine);
    EXPECT_EQ(errorFor("net.c", { ".h" }), kFine) << "a header is C";
    EXPECT_EQ(endingOf("Maps.NPZ"), ".npz");
}

TEST(FileEnding, AFolderIsNotNamedLikeAFile)
{
    const test::TempFolder folder;
    EXPECT_EQ(errorForFolder("maps.png"),
        "maps.png: this is saved as a folder; give a name that does not end in .png");
    EXPECT_NE(errorForFolder("weights.ONNX"), kFine);
    EXPECT_EQ(errorForFolder("weights.2026"), kFine);
    EXPECT_EQ(errorForFolder("maps.png/"), kFine);
    std::filesystem::create_directory(folder / "there.zip");
    EXPECT_EQ(errorForFolder(folder / "there.zip"), kFine);
}
