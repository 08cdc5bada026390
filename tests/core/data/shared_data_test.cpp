// SPDX-License-Identifier: GPL-3.0-or-later
// Real datasets, where they are at hand.
#include "core/data/dataset_report.h"
#include "core/data/image_decode.h"
#include "core/data/samples.h"
#include "core/data/training_data.h"
#include "tests/support/image_files.h"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

TEST(SharedData, mnistHas60000And10000Pictures)
{
    const auto path = sharedData("mnist");
    if (!path)
        GTEST_SKIP() << "the MNIST files are not here; set CONVSCOPE_SHARED";
    const auto dataset = openDataset(path->string(), noProgress);
    LoadOptions options;
    options.validation = 0.1;
    options.preprocessing.normalization = Normalization::Standard;
    const auto data = loadTrainingData(*dataset, options, noProgress);
    EXPECT_EQ(data.train.size(), 54'000U);
    EXPECT_EQ(data.validation.size(), 6'000U);
    EXPECT_EQ(data.test.size(), 10'000U);
    EXPECT_EQ(data.classes.size(), 10U);
    EXPECT_NEAR(data.preprocessing.mean.at(0), 0.1307, 5e-4); // published for all 60,000
    EXPECT_NEAR(data.preprocessing.deviation.at(0), 0.3081, 5e-4);
    // The published first test picture is a seven, the second a two.
    EXPECT_EQ(data.test.labels[0], 7);
    EXPECT_EQ(data.test.labels[1], 2);
}

TEST(SharedData, bloodCellsAre2400PicturesInEightClasses)
{
    const auto path = sharedData("blood-300");
    if (!path)
        GTEST_SKIP() << "the blood cell pictures are not here; set CONVSCOPE_SHARED";
    const auto report = scanDataset(*openDataset(path->string(), noProgress), 0, noProgress);
    EXPECT_EQ(report.images, 2'400U);
    ASSERT_EQ(report.classes.size(), 8U);
    for (const ClassCount &each : report.classes)
        EXPECT_EQ(each.count, 300U) << each.name;
    EXPECT_THAT(report.problems, testing::IsEmpty());
    EXPECT_EQ(report.sizes.at(0), (SizeCount { 360, 363, 2334 }));
}

TEST(SharedData, theBuiltInChelseaIsTheSharedOne)
{
    const auto path = sharedData("chelsea.png");
    if (!path)
        GTEST_SKIP() << "chelsea.png is not here; set CONVSCOPE_SHARED";
    EXPECT_EQ(readImage(*path), decodeImage(sampleBytes("chelsea.png")));
}

} // namespace convscope::test
