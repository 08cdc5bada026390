// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/prepare/preprocessing.h"
#include "tests/support/image_files.h"
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace convscope::test {

namespace {

Preprocessing grey(int width, int height)
{
    Preprocessing result;
    result.width = width;
    result.height = height;
    return result;
}

Preprocessing rgb(int width, int height)
{
    Preprocessing result = grey(width, height);
    result.channels = 3;
    return result;
}

std::string messageOf(const nlohmann::json &json)
{
    try {
        preprocessingFromJson(json);
    } catch (const Error &error) {
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST(Preprocessing, greyIsTheWeightedSumOfRedGreenAndBlue)
{
    const Image image = patternImage(16, 16);
    const auto pixels = preparePixels(image, grey(16, 16));
    ASSERT_EQ(pixels.size(), 256U);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const double expected = 0.299 * image.pixels[i * 3] + 0.587 * image.pixels[i * 3 + 1]
            + 0.114 * image.pixels[i * 3 + 2];
        EXPECT_NEAR(pixels[i], expected, 0.51);
    }
}

TEST(Preprocessing, coloursComeInPlanes)
{
    const Image image { 3, 1, 2, { 1, 2, 3, 4, 5, 6 } };
    EXPECT_EQ(preparePixels(image, rgb(2, 1)), (Bytes { 1, 4, 2, 5, 3, 6 }));
}

TEST(Preprocessing, aGreyImageFillsAllThreePlanes)
{
    const Image image { 1, 1, 2, { 7, 9 } };
    EXPECT_EQ(preparePixels(image, rgb(2, 1)), (Bytes { 7, 9, 7, 9, 7, 9 }));
}

TEST(Preprocessing, aImageThatFitsIsUnchanged)
{
    const Image image = patternImage(28, 28, 1);
    EXPECT_EQ(preparePixels(image, grey(28, 28)), image.pixels);
}

TEST(Preprocessing, shrinkingAveragesOverTheArea)
{
    const Image image { 1, 2, 4, { 10, 20, 100, 200, 30, 40, 0, 100 } };
    EXPECT_EQ(preparePixels(image, grey(2, 1)), (Bytes { 25, 100 }));
    // Three to two: each target pixel covers one source pixel and half of the middle one.
    const Image odd { 1, 1, 3, { 30, 60, 120 } };
    EXPECT_EQ(preparePixels(odd, grey(2, 1)), (Bytes { 40, 100 }));
}

TEST(Preprocessing, growingIsBilinear)
{
    const Image image { 1, 1, 2, { 0, 100 } };
    EXPECT_EQ(preparePixels(image, grey(4, 1)), (Bytes { 0, 25, 75, 100 }));
}

TEST(Preprocessing, aSideThatShrinksIsAveragedEvenWhenTheOtherGrows)
{
    const Image image { 1, 1, 4, { 0, 100, 200, 100 } };
    EXPECT_EQ(preparePixels(image, grey(2, 2)), (Bytes { 50, 150, 50, 150 }));
}

TEST(Preprocessing, normalizationsScaleAsTheyAreCalled)
{
    const Bytes pixels { 0, 51, 255 };
    std::vector<Scalar> out(3);
    Preprocessing preprocessing = grey(3, 1);
    normalizePixels(pixels, preprocessing, out);
    EXPECT_THAT(out, testing::ElementsAre(Scalar(0), Scalar(0.2), Scalar(1)));
    preprocessing.normalization = Normalization::None;
    normalizePixels(pixels, preprocessing, out);
    EXPECT_THAT(out, testing::ElementsAre(Scalar(0), Scalar(51), Scalar(255)));
    preprocessing.normalization = Normalization::Standard;
    preprocessing.mean = { 0.2 };
    preprocessing.stddev = { 0.4 };
    normalizePixels(pixels, preprocessing, out);
    EXPECT_THAT(out, testing::Pointwise(testing::FloatNear(1e-6F), { -0.5F, 0.0F, 2.0F }));
}

TEST(Preprocessing, eachChannelOfEachImageIsNormalizedByItsOwnFigures)
{
    Preprocessing preprocessing = rgb(1, 1);
    preprocessing.normalization = Normalization::Standard;
    preprocessing.mean = { 0.0, 0.2, 0.4 };
    preprocessing.stddev = { 1.0, 0.5, 0.25 };
    const Bytes twoImages { 255, 255, 255, 0, 51, 102 };
    std::vector<Scalar> out(6);
    normalizePixels(twoImages, preprocessing, out);
    EXPECT_THAT(
        out, testing::Pointwise(testing::FloatNear(1e-6F), { 1.0F, 1.6F, 2.4F, 0.0F, 0.0F, 0.0F }));
}

TEST(Preprocessing, measuredFiguresGiveMeanZeroAndDeviationOne)
{
    Preprocessing preprocessing = rgb(8, 8);
    preprocessing.normalization = Normalization::Standard;
    Bytes pixels = preparePixels(patternImage(8, 8), preprocessing);
    const Bytes more = preparePixels(plainImage(8, 8, { 5, 99, 240 }), preprocessing);
    pixels.insert(pixels.end(), more.begin(), more.end());
    measureNormalization(pixels, preprocessing);
    std::vector<Scalar> out(pixels.size());
    normalizePixels(pixels, preprocessing, out);
    for (std::size_t c = 0; c < 3; ++c) {
        double sum = 0;
        double squares = 0;
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (i / 64 % 3 != c)
                continue;
            sum += static_cast<double>(out[i]);
            squares += static_cast<double>(out[i]) * static_cast<double>(out[i]);
        }
        EXPECT_NEAR(sum / 128, 0, 1e-5);
        EXPECT_NEAR(squares / 128, 1, 1e-5);
    }
}

TEST(Preprocessing, aChannelWithoutVariationGetsDeviationOne)
{
    Preprocessing preprocessing = grey(4, 4);
    measureNormalization(Bytes(32, 51), preprocessing);
    EXPECT_THAT(preprocessing.mean, testing::ElementsAre(testing::DoubleNear(0.2, 1e-12)));
    EXPECT_THAT(preprocessing.stddev, testing::ElementsAre(1.0));
}

TEST(Preprocessing, comesBackFromJsonAsItWas)
{
    Preprocessing preprocessing = rgb(50, 40);
    preprocessing.normalization = Normalization::Standard;
    preprocessing.mean = { 0.1, 1.0 / 3.0, 0.7 };
    preprocessing.stddev = { 0.25, 0.5, 1e-3 };
    const auto text = toJson(preprocessing).dump();
    EXPECT_EQ(preprocessingFromJson(nlohmann::json::parse(text)), preprocessing);
    EXPECT_EQ(preprocessingFromJson(toJson(grey(8, 9))), grey(8, 9));
}

TEST(Preprocessing, aWrongFieldIsNamed)
{
    const auto with = [](const char *field, const nlohmann::json &value) {
        nlohmann::json json = toJson(Preprocessing {});
        json[field] = value;
        return messageOf(json);
    };
    EXPECT_THAT(messageOf(nlohmann::json::array()), testing::HasSubstr("preprocessing"));
    EXPECT_THAT(with("channels", 2), testing::HasSubstr("preprocessing.channels"));
    EXPECT_THAT(with("channels", "1"), testing::HasSubstr("preprocessing.channels"));
    EXPECT_THAT(with("channels", 1.0), testing::HasSubstr("preprocessing.channels"));
    EXPECT_THAT(with("height", 0), testing::HasSubstr("preprocessing.height"));
    EXPECT_THAT(with("width", 1e9), testing::HasSubstr("preprocessing.width"));
    EXPECT_THAT(with("width", 5'000'000'000), testing::HasSubstr("preprocessing.width"));
    EXPECT_THAT(with("normalization", "zscore"), testing::HasSubstr("none, unit or standard"));
    EXPECT_THAT(with("mean", { 0.1, 0.2 }), testing::HasSubstr("preprocessing.mean"));
    EXPECT_THAT(with("mean", { 0.1 }), testing::HasSubstr("preprocessing.deviation"));
    EXPECT_THAT(with("deviation", "x"), testing::HasSubstr("preprocessing.deviation"));
    nlohmann::json json = toJson(Preprocessing {});
    json["mean"] = { 0.5 };
    json["deviation"] = { 0.0 };
    EXPECT_THAT(messageOf(json), testing::HasSubstr("above 0"));
}

TEST(Preprocessing, normalizationNamesGoBothWays)
{
    for (const char *name : { "none", "unit", "standard" })
        EXPECT_EQ(toString(normalizationFromString(name)), name);
    EXPECT_THROW(normalizationFromString("Unit"), Error);
}

} // namespace convscope::test
