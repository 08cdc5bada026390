// SPDX-License-Identifier: GPL-3.0-or-later
// Classified images as a table, and which files a folder stands for.
#include "core/io/report/predictions_csv.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;
using test::TempFolder;

TEST(PredictionsCsv, HasALineAImageWithAllProbabilitiesOrTheReason)
{
    const std::vector<std::string> classes { "cat", "a, \"b\"" };
    const std::vector<ImagePrediction> rows { { "one.png", { 0.25F, 0.75F }, {} },
        { "two, three.png", {}, "it is cut off" } };
    EXPECT_EQ(predictionTable(classes, rows),
        "path,class,probability,second,second_probability,error,cat,\"a, \"\"b\"\"\"\n"
        "one.png,\"a, \"\"b\"\"\",0.75,cat,0.25,,0.25,0.75\n"
        "\"two, three.png\",,,,,it is cut off,,\n");
}

TEST(PredictionsCsv, NetworkOfOneClassHasNoSecond)
{
    const std::vector<std::string> classes { "only" };
    const std::vector<ImagePrediction> rows { { "one.png", { 1.F }, {} } };
    EXPECT_EQ(predictionTable(classes, rows),
        "path,class,probability,second,second_probability,error,only\none.png,only,1,,,,1\n");
}

TEST(ImagePredictions, OrderEqualProbabilitiesByClass)
{
    const ImagePrediction prediction { "", { 0.2F, 0.4F, 0.4F }, {} };
    EXPECT_EQ(prediction.classAt(0), 1U);
    EXPECT_EQ(prediction.classAt(1), 2U);
    EXPECT_EQ(prediction.classAt(2), 0U);
}

TEST(ImagePredictions, FoldersStandForTheirFilesInOrderButNotForHiddenOnes)
{
    const TempFolder folder;
    for (const char *name : { "b.png", "a.png", ".hidden.png", "inner/c.png", ".git/d.png" }) {
        std::filesystem::create_directories((folder / name).parent_path());
        folder.write(name, std::string_view("x"));
    }
    const std::string root = folder.string();
    EXPECT_THAT(imageFiles({ "alone.png", root }),
        testing::ElementsAre("alone.png", root + "/a.png", root + "/b.png", root + "/inner/c.png"));
    EXPECT_THAT(imageFiles({ root + "/.hidden.png" }),
        testing::ElementsAre(root + "/.hidden.png")); // it was named
}
