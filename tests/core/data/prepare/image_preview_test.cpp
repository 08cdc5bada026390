// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/prepare/image_preview.h"
#include "core/nn/model.h"
#include "core/train/setup/presets.h"
#include "tests/support/digits_run.h"
#include <gtest/gtest.h>

namespace convscope {

namespace {

const std::string kEverything = "flip,shift,rotate,scale,crop,brightness,contrast,noise,cutout";

struct Digits {
    std::shared_ptr<const Dataset> dataset = openDataset("sample:digits", noProgress);
    test::DigitsRun run = test::digitsRun("digits", 40);
    RecentImages images { dataset };
    PreviewRequest request(std::size_t index) const
    {
        PreviewRequest request;
        request.preprocessing = run.data->preprocessing;
        request.seed = 7;
        request.samples = { run.data->train.samples[index] };
        request.trainingIndex = index;
        return request;
    }
};

std::vector<Scalar> normalized(const TrainingData &data, std::size_t index)
{
    std::vector<Scalar> values(data.train.shape.size());
    normalizePixels(data.train.image(index), data.preprocessing, values);
    return values;
}

} // namespace

TEST(ImagePreview, ShowsThePreparedImageOfTrainingToTheBit)
{
    Digits digits;
    for (const std::size_t index : { std::size_t(0), std::size_t(5), std::size_t(17) }) {
        const auto preview = previewImages(digits.images, digits.request(index), noProgress);
        EXPECT_EQ(preview.images.at(0).values, normalized(*digits.run.data, index));
        ASSERT_EQ(preview.epochs.size(), std::size_t(ImagePreview::kEpochs));
        EXPECT_EQ(preview.epochs.back(), preview.images[0].values) << "nothing is changed";
    }
}

TEST(ImagePreview, ShowsEveryEpochAsTrainingDoes)
{
    Digits digits;
    constexpr std::size_t kIndex = 11;
    PreviewRequest request = digits.request(kIndex);
    request.augment = augmentOptionsFromList(kEverything);
    const auto preview = previewImages(digits.images, request, noProgress);
    const TrainingData &data = *digits.run.data;
    std::vector<Scalar> expected(data.train.shape.size());
    for (int epoch = 1; epoch <= ImagePreview::kEpochs; ++epoch) {
        changeImage(data.train.image(kIndex), data.preprocessing,
            drawChange(request.augment, data.train.shape, request.seed, epoch, kIndex), expected);
        EXPECT_EQ(preview.epochs.at(std::size_t(epoch) - 1), expected) << epoch;
    }
    EXPECT_NE(preview.epochs[0], preview.epochs[1]);
}

TEST(ImagePreview, LeavesImagesThatAreNotTrainedOnAlone)
{
    Digits digits;
    PreviewRequest request = digits.request(0);
    request.trainingIndex.reset();
    request.augment = augmentOptionsFromList(kEverything);
    const auto preview = previewImages(digits.images, request, noProgress);
    EXPECT_TRUE(preview.epochs.empty());
    EXPECT_FALSE(preview.images.at(0).values.empty());
}

TEST(ImagePreview, EstimatesMeanAndDeviationAsLoadingMeasuresThem)
{
    Digits digits;
    PreviewRequest request = digits.request(0);
    request.preprocessing.normalization = Normalization::Standard;
    request.preprocessing.mean.clear();
    request.preprocessing.stddev.clear();
    request.estimateFrom = digits.run.data->train.samples;
    const auto preview = previewImages(digits.images, request, noProgress);
    EXPECT_EQ(preview.estimatedFrom, digits.run.data->train.size());
    LoadOptions options { .preprocessing = request.preprocessing,
        .validation = digits.run.config.validation,
        .test = digits.run.config.test,
        .limit = digits.run.config.limit,
        .seed = digits.run.config.seed,
        .threads = 1 };
    const TrainingData loaded = loadTrainingData(*digits.dataset, options, noProgress);
    EXPECT_EQ(preview.preprocessing, loaded.preprocessing) << "from the same images";
}

TEST(ImagePreview, StopsWhenNobodyWantsItAnyMore)
{
    Digits digits;
    int calls = 0;
    const auto stopLater = [&](std::size_t, std::size_t) {
        return ++calls < 5;
    };
    EXPECT_THROW(previewImages(digits.images, digits.request(0), stopLater), Cancelled);
    EXPECT_EQ(calls, 5);
}

TEST(ImagePreview, TakesSamplesOfDifferentSizesFirstThenOfDifferentClasses)
{
    TrainingData data;
    data.train.shape = { 1, 1, 1 };
    data.facts.resize(6);
    for (std::size_t i = 0; i < 6; ++i) {
        data.train.samples.push_back(i);
        data.train.labels.push_back(i < 3 ? 0 : 1);
        data.facts[i].width = i == 2 ? 30 : 20;
        data.facts[i].height = 20;
    }
    EXPECT_EQ(differentSamples(data, 4), (std::vector<std::size_t> { 0, 2, 3, 1 }));
    EXPECT_EQ(differentSamples(data, 100).size(), 6U);
    EXPECT_EQ(spreadSamples(data, 3), (std::vector<std::size_t> { 0, 2, 4 }));
    EXPECT_EQ(spreadSamples(data, 100).size(), 6U);
}

} // namespace convscope
