// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/prepare/training_data.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Two classes of `count` images, each different.
void writeImages(const TempFolder &folder, int count)
{
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<std::uint8_t>(i);
        const std::string name = std::to_string(100 + i) + ".png";
        folder.write("cats/" + name, encodeImage(plainImage(12, 10, { value, 0, 0 }), ".png"));
        folder.write("dogs/" + name, encodeImage(plainImage(12, 10, { value, 255, 0 }), ".png"));
    }
}

LoadOptions small()
{
    LoadOptions options;
    options.preprocessing.width = 6;
    options.preprocessing.height = 5;
    options.validation = 0.25;
    return options;
}

TrainingData load(const TempFolder &folder, const LoadOptions &options)
{
    const auto dataset = openDataset(folder.string(), noProgress);
    return loadTrainingData(*dataset, options, noProgress);
}

} // namespace

TEST(TrainingData, holdsEachSplitsImagesAndLabelsInTheDatasetsOrder)
{
    const TempFolder folder;
    writeImages(folder, 8);
    const auto dataset = openDataset(folder.string(), noProgress);
    const auto data = loadTrainingData(*dataset, small(), noProgress);
    EXPECT_THAT(data.classes, ElementsAre("cats", "dogs"));
    ASSERT_EQ(data.train.size(), 12U);
    ASSERT_EQ(data.validation.size(), 4U);
    EXPECT_EQ(data.test.size(), 0U);
    EXPECT_EQ(data.train.shape, (Shape { 1, 5, 6 }));
    EXPECT_EQ(&data.split(Split::Validation), &data.validation);
    for (const ImageSet *set : { &data.train, &data.validation }) {
        EXPECT_TRUE(std::is_sorted(set->samples.begin(), set->samples.end()));
        for (std::size_t i = 0; i < set->size(); ++i) {
            const Image image = dataset->image(set->samples[i]);
            EXPECT_EQ(set->labels[i], image.pixels[1] == 255 ? 1 : 0);
            const auto expected = preparePixels(image, small().preprocessing);
            EXPECT_TRUE(std::equal(expected.begin(), expected.end(), set->image(i).begin()));
        }
    }
}

TEST(TrainingData, isTheSameWhateverTheNumberOfThreads)
{
    const TempFolder folder;
    writeImages(folder, 40);
    folder.write("cats/110.png", "not an image but longer than a signature");
    LoadOptions options = small();
    options.threads = 1;
    const auto one = load(folder, options);
    for (const int threads : { 2, 7 }) {
        options.threads = threads;
        const auto many = load(folder, options);
        EXPECT_EQ(many.train.pixels, one.train.pixels);
        EXPECT_EQ(many.validation.samples, one.validation.samples);
        EXPECT_EQ(many.problems, one.problems);
        EXPECT_EQ(many.fingerprint, one.fingerprint);
    }
}

TEST(TrainingData, aBadFolderTrainsAndListsExactlyItsBadFiles)
{
    const TempFolder folder;
    writeImages(folder, 8);
    Bytes jpeg = encodeImage(patternImage(64, 64), ".jpg");
    jpeg.resize(jpeg.size() / 2);
    folder.write("cats/000.jpg", jpeg);
    folder.write("cats/empty.jpg", "");
    folder.write("dogs/text.jpg", "To whom it may concern: this is no image.");
    folder.write(".DS_Store", "Bud1");
    const auto data = load(folder, small());
    EXPECT_EQ(data.train.size() + data.validation.size(), 16U);
    ASSERT_EQ(data.problems.size(), 3U); // .DS_Store is nobody's image
    EXPECT_EQ(data.problems[0].path, "cats/000.jpg");
    EXPECT_THAT(data.problems[0].reason, HasSubstr("truncated"));
    EXPECT_EQ(data.problems[1], (Problem { "cats/empty.jpg", "empty file" }));
    EXPECT_EQ(data.problems[2], (Problem { "dogs/text.jpg", "not an image" }));
}

TEST(TrainingData, whatIsExcludedLeavesNoGap)
{
    const TempFolder folder;
    writeImages(folder, 6);
    Bytes cut = encodeImage(patternImage(8, 8), ".png");
    cut.pop_back();
    for (const char *name : { "cats/100.png", "cats/103.png", "dogs/105.png" })
        folder.write(name, cut);
    LoadOptions options = small();
    options.validation = 0.0;
    const auto data = load(folder, options);
    ASSERT_EQ(data.train.size(), 9U);
    EXPECT_EQ(data.train.pixels.size(), 9U * 30U);
    EXPECT_THAT(data.train.labels, ElementsAre(0, 0, 0, 0, 1, 1, 1, 1, 1));
    EXPECT_THAT(data.train.samples, ElementsAre(1, 2, 4, 5, 6, 7, 8, 9, 10));
    // Red alone, and red with green: 0.299 × value, and 0.587 × 255 more.
    EXPECT_EQ(data.train.image(3)[0], 1); // cats/105: 0.299 × 5
    EXPECT_EQ(data.train.image(4)[0], 150); // dogs/100
}

TEST(TrainingData, standardFiguresComeFromTheTrainingImagesAlone)
{
    const TempFolder folder;
    for (int i = 0; i < 4; ++i) {
        const auto bright = static_cast<std::uint8_t>(i % 2 == 0 ? 51 : 153);
        const std::string name = std::to_string(i) + ".png";
        folder.write("train/a/" + name, encodeImage(plainImage(6, 5, { bright }), ".png"));
        folder.write("val/a/" + name, encodeImage(plainImage(6, 5, { 255 }), ".png"));
        folder.write("test/a/" + name, encodeImage(plainImage(6, 5, { 0 }), ".png"));
    }
    LoadOptions options = small();
    options.preprocessing.normalization = Normalization::Standard;
    const auto data = load(folder, options);
    ASSERT_EQ(data.train.size(), 4U);
    EXPECT_THAT(data.preprocessing.mean, ElementsAre(testing::DoubleNear(0.4, 1e-9)));
    EXPECT_THAT(data.preprocessing.stddev, ElementsAre(testing::DoubleNear(0.2, 1e-9)));
}

TEST(TrainingData, givenFiguresAreKept)
{
    const TempFolder folder;
    writeImages(folder, 4);
    LoadOptions options = small();
    options.preprocessing.normalization = Normalization::Standard;
    options.preprocessing.mean = { 0.5 };
    options.preprocessing.stddev = { 0.25 };
    EXPECT_EQ(load(folder, options).preprocessing, options.preprocessing);
}

TEST(TrainingData, theLimitHoldsForEachSplit)
{
    const TempFolder folder;
    writeImages(folder, 20);
    LoadOptions options = small();
    options.limit = 6;
    const auto data = load(folder, options);
    EXPECT_EQ(data.train.size(), 6U);
    EXPECT_EQ(std::count(data.train.labels.begin(), data.train.labels.end(), 0), 3);
    EXPECT_EQ(data.validation.size(), 6U);
}

TEST(TrainingData, theFingerprintTellsDataApart)
{
    const TempFolder folder;
    writeImages(folder, 8);
    const auto first = load(folder, small()).fingerprint;
    EXPECT_EQ(load(folder, small()).fingerprint, first);
    LoadOptions seed = small();
    seed.seed = 2;
    EXPECT_NE(load(folder, seed).fingerprint, first);
    LoadOptions scale = small();
    scale.preprocessing.normalization = Normalization::None;
    EXPECT_NE(load(folder, scale).fingerprint, first);
    std::filesystem::rename(folder / "cats/100.png", folder / "cats/099.png");
    EXPECT_NE(load(folder, small()).fingerprint, first);
    std::filesystem::rename(folder / "cats/099.png", folder / "cats/100.png");
    EXPECT_EQ(load(folder, small()).fingerprint, first);
    folder.write("cats/100.png", encodeImage(plainImage(12, 10, { 200, 200, 200 }), ".png"));
    EXPECT_NE(load(folder, small()).fingerprint, first);
}

TEST(TrainingData, withoutAnyTrainingImageThereIsASentence)
{
    const TempFolder folder;
    Bytes cut = encodeImage(patternImage(8, 8), ".png");
    cut.pop_back();
    folder.write("cats/a.png", cut);
    try {
        load(folder, small());
        FAIL() << "loaded";
    } catch (const Error &error) {
        EXPECT_THAT(error.what(), HasSubstr("no training image is left"));
        EXPECT_THAT(error.what(), HasSubstr("cats/a.png: truncated"));
    }
}

TEST(TrainingData, moreThanTheMemoryHoldsIsRefusedBeforehand)
{
    const auto digits = openDataset("sample:digits", noProgress);
    LoadOptions options;
    options.preprocessing.channels = 3;
    options.preprocessing.width = options.preprocessing.height = 1'000'000;
    EXPECT_THROW(loadTrainingData(*digits, options, noProgress), Error);
}

TEST(TrainingData, canBeCancelledAndReportsProgress)
{
    const TempFolder folder;
    writeImages(folder, 8);
    const auto dataset = openDataset(folder.string(), noProgress);
    const auto cancel = [](std::size_t, std::size_t) {
        return false;
    };
    EXPECT_THROW(loadTrainingData(*dataset, small(), cancel), Cancelled);
    std::size_t last = 0;
    loadTrainingData(*dataset, small(), [&](std::size_t done, std::size_t total) {
        EXPECT_EQ(total, 16U);
        EXPECT_GE(done, last);
        last = done;
        return true;
    });
    EXPECT_EQ(last, 16U);
}

TEST(SampleDigits, areTheKnown1797)
{
    const auto digits = openDataset("sample:digits", noProgress);
    EXPECT_EQ(digits->format(), "digits");
    ASSERT_EQ(digits->samples().size(), 1797U);
    EXPECT_THAT(digits->classes(), ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
    std::vector<int> counts(10);
    for (const Sample &sample : digits->samples())
        ++counts.at(static_cast<std::size_t>(sample.label));
    EXPECT_THAT(counts, ElementsAre(178, 182, 177, 183, 181, 182, 181, 179, 174, 180));
    const Image first = digits->image(0);
    EXPECT_EQ(digits->samples()[0].label, 0);
    EXPECT_EQ(first.width, 8);
    // The first row is 0 0 5 13 9 1 0 0 of 16.
    EXPECT_THAT(std::vector<std::uint8_t>(first.pixels.begin(), first.pixels.begin() + 8),
        ElementsAre(0, 0, 80, 207, 143, 16, 0, 0));
    EXPECT_EQ(*std::max_element(first.pixels.begin(), first.pixels.end()), 239);
}

TEST(OpenDataset, saysWhatWasExpected)
{
    const TempFolder folder;
    const auto failure = [](const std::string &location) -> std::string {
        try {
            openDataset(location, noProgress);
        } catch (const Error &error) {
            return error.what();
        }
        return "opened";
    };
    EXPECT_THAT(
        failure((folder / "nowhere").string()), HasSubstr("nowhere: no such folder or file"));
    EXPECT_THAT(failure(""), HasSubstr("expected a folder"));
    EXPECT_THAT(failure("sample:cats"), HasSubstr("sample:digits and sample:fashion"));
    const auto image = folder.write("a.png", encodeImage(patternImage(4, 4), ".png"));
    EXPECT_THAT(failure(image.string()), HasSubstr("a.png: not a dataset; expected a folder"));
}

TEST(OpenDataset, everyFormatHasANameAndASummary)
{
    for (const DatasetFormat &format : datasetFormats()) {
        EXPECT_FALSE(format.name.empty());
        EXPECT_FALSE(format.summary.empty());
        EXPECT_FALSE(format.probe("/nowhere/at/all")) << format.name;
    }
}

TEST(OpenDataset, fashionIsOpenedOrSaysHowToGetIt)
{
    try {
        const auto fashion = openDataset("sample:fashion", noProgress);
        EXPECT_EQ(fashion->samples().size(), 70'000U);
        EXPECT_EQ(fashion->classes().at(9), "Ankle boot");
    } catch (const Error &error) {
        EXPECT_THAT(error.what(), HasSubstr("install the Debian package dataset-fashion-mnist"));
    }
}

} // namespace convscope::test
