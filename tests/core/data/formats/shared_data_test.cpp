// SPDX-License-Identifier: GPL-3.0-or-later
// Real datasets, where they are at hand.
#include "core/data/decode/image_decode.h"
#include "core/data/formats/samples.h"
#include "core/data/prepare/training_data.h"
#include "core/data/report/dataset_report.h"
#include "tests/support/image_files.h"
#include "tests/support/memory_dataset.h"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

DatasetReport scanned(const std::filesystem::path &path)
{
    return scanDataset(*openDataset(path.string(), noProgress), 0, noProgress);
}

Image brighter(Image image)
{
    for (std::uint8_t &value : image.pixels)
        value = static_cast<std::uint8_t>(std::min(255, value * 11 / 10));
    return image;
}

} // namespace

TEST(SharedData, mnistHas60000And10000Images)
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
    EXPECT_NEAR(data.preprocessing.stddev.at(0), 0.3081, 5e-4);
    // The published first test image is a seven, the second a two.
    EXPECT_EQ(data.test.labels[0], 7);
    EXPECT_EQ(data.test.labels[1], 2);
}

TEST(SharedData, bloodCellsAre2400ImagesInEightClasses)
{
    const auto path = sharedData("blood-300");
    if (!path)
        GTEST_SKIP() << "the blood cell images are not here; set CONVSCOPE_SHARED";
    const auto report = scanned(*path);
    EXPECT_EQ(report.format, "class-folders");
    EXPECT_EQ(report.images, 2'400U);
    EXPECT_EQ(report.colour, 2'400U);
    ASSERT_EQ(report.classes.size(), 8U);
    for (const ClassCount &each : report.classes)
        EXPECT_EQ(each.count, 300U) << each.name;
    EXPECT_THAT(report.problems, testing::IsEmpty());
    EXPECT_THAT(report.sizes,
        ElementsAre(
            SizeCount { 360, 363, 2334 }, SizeCount { 366, 369, 39 }, SizeCount { 360, 360, 27 }));
    EXPECT_THAT(report.splits, ElementsAre(SplitCount { Split::Train, 2'400 }));
    EXPECT_THAT(report.duplicates, IsEmpty());
    EXPECT_THAT(report.nearDuplicates, IsEmpty()) << "cells look alike, and yet each is another";
    EXPECT_THAT(warnings(report), IsEmpty());
    // The stains do differ a little: more than chance, less than worth a warning.
    EXPECT_NEAR(report.baselines.centroid, 0.477, 0.02);
}

TEST(SharedData, copiesOfBloodCellsAreFoundAgain)
{
    const auto path = sharedData("blood-300");
    if (!path)
        GTEST_SKIP() << "the blood cell images are not here; set CONVSCOPE_SHARED";
    const auto cells = openDataset(path->string(), noProgress);
    constexpr std::size_t kCells = 60;
    constexpr std::size_t kKinds = 5;
    MemoryDataset copies({ "cell" });
    for (std::size_t i = 0; i < kCells; ++i) {
        const Image cell = cells->image(i * cells->samples().size() / kCells);
        const Image smaller = resizedImage(cell, cell.width * 4 / 5, cell.height * 4 / 5);
        copies.add(0, cell);
        copies.add(0, decodeImage(encodeJpeg(cell, 60)));
        copies.add(0, smaller);
        copies.add(0, brighter(cell));
        copies.add(0, decodeImage(encodeJpeg(brighter(smaller), 75)));
    }
    const auto groups = scanDataset(copies, 0, noProgress).nearDuplicates;
    ASSERT_EQ(groups.size(), kCells);
    for (std::size_t i = 0; i < kCells; ++i) {
        ASSERT_EQ(groups[i].samples.size(), kKinds) << i;
        EXPECT_EQ(groups[i].samples.front(), i * kKinds);
        EXPECT_EQ(groups[i].samples.back(), i * kKinds + kKinds - 1);
    }
}

TEST(SharedData, mnistIsReportedWithoutFalseAlarm)
{
    const auto path = sharedData("mnist");
    if (!path)
        GTEST_SKIP() << "the MNIST files are not here; set CONVSCOPE_SHARED";
    const auto report = scanned(*path);
    EXPECT_EQ(report.format, "idx");
    EXPECT_EQ(report.images, 70'000U);
    EXPECT_EQ(report.colour, 0U);
    EXPECT_THAT(report.splits,
        ElementsAre(SplitCount { Split::Train, 60'000 }, SplitCount { Split::Test, 10'000 }));
    EXPECT_THAT(report.sizes, ElementsAre(SizeCount { 28, 28, 70'000 }));
    EXPECT_EQ(report.classes.at(1), (ClassCount { "1", 7'877 })); // published: 6,742 and 1,135
    EXPECT_THAT(report.duplicates, IsEmpty());
    EXPECT_THAT(report.nearDuplicates, IsEmpty());
    EXPECT_THAT(warnings(report), IsEmpty());
    EXPECT_DOUBLE_EQ(report.baselines.majority, 7'877.0 / 70'000);
}

TEST(SharedData, cifarHasNearDuplicatesBetweenTrainingAndTest)
{
    const auto path = sharedData("cifar10-bin");
    if (!path)
        GTEST_SKIP() << "the CIFAR-10 files are not here; set CONVSCOPE_SHARED";
    const auto report = scanned(*path);
    EXPECT_EQ(report.format, "cifar");
    EXPECT_EQ(report.images, 20'000U);
    EXPECT_EQ(report.classes.size(), 10U);
    EXPECT_THAT(report.splits,
        ElementsAre(SplitCount { Split::Train, 10'000 }, SplitCount { Split::Test, 10'000 }));
    EXPECT_THAT(report.sizes, ElementsAre(SizeCount { 32, 32, 20'000 }));
    EXPECT_THAT(report.shortcuts, IsEmpty());
    // Of about 100 pairs that were looked at, all but three (outlines of one aeroplane on plain
    // grounds) are one photograph twice: mirrored, cut or coloured a little differently. It is
    // known for it: B. Barz and J. Denzler, "Do we train on test data? Purging CIFAR of
    // near-duplicates", 2020.
    EXPECT_THAT(report.duplicates, IsEmpty());
    EXPECT_NEAR(double(report.nearDuplicates.size()), 207, 10);
    const auto leaks = std::count_if(report.nearDuplicates.begin(), report.nearDuplicates.end(),
        [](const ImageGroup &group) { return group.acrossSplits; });
    EXPECT_NEAR(double(leaks), 100, 40);
}

TEST(SharedData, theBuiltInChelseaIsTheSharedOne)
{
    const auto path = sharedData("chelsea.png");
    if (!path)
        GTEST_SKIP() << "chelsea.png is not here; set CONVSCOPE_SHARED";
    EXPECT_EQ(readImage(*path), decodeImage(sampleBytes("chelsea.png")));
}

} // namespace convscope::test
