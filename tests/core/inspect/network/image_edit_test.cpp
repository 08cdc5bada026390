// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing on images, turning, moving, blurring, darkening them; and how the answer follows.
#include "core/inspect/explain/answer_curve.h"
#include "core/inspect/network/feature_maps.h"
#include "core/inspect/network/image_edit.h"
#include "tests/support/random_model.h"
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <opencv2/imgproc.hpp>

using namespace convscope;

namespace {

Image randomImage(int channels, int height, int width, std::uint64_t seed)
{
    Rng rng(seed, 9);
    Image image { channels, height, width, {} };
    image.pixels.resize(std::size_t(channels * height * width));
    for (std::uint8_t &value : image.pixels)
        value = std::uint8_t(rng.below(256));
    return image;
}

Image plainImage(int channels, int side, std::uint8_t value)
{
    return { channels, side, side,
        std::vector<std::uint8_t>(std::size_t(channels * side * side), value) };
}

std::uint8_t at(const Image &image, int y, int x, int channel = 0)
{
    return image.pixels[std::size_t((y * image.width + x) * image.channels + channel)];
}

PenStroke line(std::vector<PenPoint> points, double width, std::uint8_t level)
{
    return { std::move(points), width, { level, level, level } };
}

std::shared_ptr<const TrainedModel> someModel()
{
    Rng rng(12, 1);
    return test::randomModel(withNames({ { 1, 12, 10 },
                                 { { "conv", {}, { { "filters", 3.0 } } }, { "relu", {}, {} },
                                     { "dense", {}, { { "units", 4.0 } } } } }),
        rng);
}

} // namespace

TEST(ImageEdit, SettingsThatChangeNothingChangeNoByte)
{
    for (const int channels : { 1, 3 }) {
        const Image image = randomImage(channels, 31, 45, 1);
        EXPECT_EQ(edited(image, {}, {}), image);
        EXPECT_EQ(adjusted(image, {}), image);
        ImageEdit edit;
        edit.strokes = { line({}, 3, 255) }; // begun, but nothing drawn
        EXPECT_EQ(edited(image, edit, {}), image);
    }
}

TEST(ImageEdit, WithoutItsStrokesTheImageIsAsItWas)
{
    const Image image = randomImage(3, 20, 30, 2);
    ImageEdit edit;
    edit.strokes = { line({ { 3, 4 }, { 20, 12 } }, 4, 255) };
    const Image once = edited(image, edit, {});
    edit.strokes.push_back(line({ { 25, 3 } }, 6, 0));
    EXPECT_NE(once, image);
    EXPECT_NE(edited(image, edit, {}), once);
    edit.strokes.pop_back();
    EXPECT_EQ(edited(image, edit, {}), once);
    edit.strokes.pop_back();
    EXPECT_EQ(edited(image, edit, {}), image);
}

TEST(ImageEdit, AStrokeCoversWhatLiesWithinHalfItsWidth)
{
    const Image drawn = withStrokes(
        plainImage(1, 21, 0), std::vector { line({ { 4.5, 10.5 }, { 16.5, 10.5 } }, 4, 200) });
    for (int y = 0; y < 21; ++y)
        for (int x = 0; x < 21; ++x) {
            const double along = std::max({ 4.0 - x, x - 16.0, 0.0 });
            const double distance = std::hypot(along, y - 10.0);
            const double share = std::clamp(2.5 - distance, 0.0, 1.0);
            EXPECT_NEAR(at(drawn, y, x), 200 * share, 0.51) << y << " " << x;
        }
}

TEST(ImageEdit, AStrokeThatGoesOverItselfIsNoDarkerThere)
{
    const Image once = withStrokes(
        plainImage(1, 16, 100), std::vector { line({ { 3.2, 3.7 }, { 12.1, 9.4 } }, 3, 0) });
    const Image twice = withStrokes(plainImage(1, 16, 100),
        std::vector { line({ { 3.2, 3.7 }, { 12.1, 9.4 }, { 3.2, 3.7 } }, 3, 0) });
    EXPECT_EQ(once, twice);
}

TEST(ImageEdit, StrokesBeyondTheEdgeAreCutOff)
{
    const Image image = randomImage(3, 10, 10, 3);
    EXPECT_EQ(
        withStrokes(image, std::vector { line({ { -50, -50 }, { -20, 40 } }, 6, 255) }), image);
    const Image through
        = withStrokes(image, std::vector { line({ { -9, 5 }, { 99, 5 } }, 2, 255) });
    for (int x = 0; x < 10; ++x)
        EXPECT_EQ(at(through, 4, x, 1), 255);
    EXPECT_EQ(at(through, 9, 3), at(image, 9, 3));
}

TEST(ImageEdit, ColoursBecomeGreyOnGreyImages)
{
    const PenStroke red { { { 4, 4 } }, 5, { 255, 0, 0 } };
    EXPECT_EQ(at(withStrokes(plainImage(1, 8, 0), std::vector { red }), 4, 4), 76); // 0.299 · 255
    const Image coloured = withStrokes(plainImage(3, 8, 9), std::vector { red });
    EXPECT_EQ(at(coloured, 4, 4, 0), 255);
    EXPECT_EQ(at(coloured, 4, 4, 2), 0);
}

TEST(ImageEdit, MovesByWholePixelsWithoutLoss)
{
    const Image image = randomImage(3, 20, 40, 4);
    const Image moved = adjusted(image, { .right = 0.1, .down = -0.25 });
    for (int y = 0; y < 20; ++y)
        for (int x = 0; x < 40; ++x)
            ASSERT_EQ(at(moved, y, x, 2), at(image, std::min(19, y + 5), std::max(0, x - 4), 2))
                << y << " " << x;
}

TEST(ImageEdit, TurnsClockwiseAboutTheMiddle)
{
    const Image image = randomImage(1, 15, 15, 5);
    const Image turned = adjusted(image, { .turn = 90 });
    for (int y = 0; y < 15; ++y)
        for (int x = 0; x < 15; ++x)
            ASSERT_NEAR(at(turned, y, x), at(image, 14 - x, y), 1) << y << " " << x;
}

TEST(ImageEdit, SaysSoWhereASideIsTooLongToTurn)
{
    const Image strip { 1, 1, 40'000, std::vector<std::uint8_t>(40'000, 7) };
    try {
        adjusted(strip, { .turn = 1 });
        FAIL() << "turned";
    } catch (const Error &error) {
        EXPECT_NE(std::string(error.what()).find("what the network sees"), std::string::npos);
    }
    EXPECT_EQ(adjusted(strip, { .brightness = 2 }).pixels.back(), 14);
}

TEST(ImageEdit, DarkensAndBrightensUpToWhite)
{
    const Image image = randomImage(1, 9, 9, 6);
    for (const double factor : { 0.0, 0.5, 1.5, 2.0 }) {
        const Image changed = adjusted(image, { .brightness = factor });
        for (std::size_t i = 0; i < image.pixels.size(); ++i)
            EXPECT_NEAR(changed.pixels[i], std::min(255.0, factor * image.pixels[i]), 0.51);
    }
}

TEST(ImageEdit, BlurringSpreadsAPointAsTheGaussianDoes)
{
    Image image = plainImage(1, 41, 0);
    image.pixels[20 * 41 + 20] = 255;
    const Image blurred = adjusted(image, { .blur = 1.0 / 41 }); // deviation 1 pixel
    for (int d = 0; d < 4; ++d)
        EXPECT_NEAR(
            at(blurred, 20, 20 + d), 255 / (2 * std::numbers::pi) * std::exp(-d * d / 2.0), 1.5);
    EXPECT_EQ(adjusted(plainImage(3, 30, 77), { .blur = 0.1 }), plainImage(3, 30, 77));
}

TEST(ImageEdit, NarrowBlursAreOpenCvsToTheBit)
{
    for (const int channels : { 1, 3 })
        for (const double stddev : { 0.3, 1.0, 2.8, 7.9 }) {
            const Image image = randomImage(channels, 90, 128, 11);
            Image expected = image;
            const cv::Mat from(
                90, 128, CV_8UC(channels), const_cast<std::uint8_t *>(image.pixels.data()));
            cv::Mat to(90, 128, CV_8UC(channels), expected.pixels.data());
            // 128 is a power of two: the share times it is the deviation again, to the bit
            const Image blurred = adjusted(image, { .blur = stddev / 128 });
            cv::GaussianBlur(from, to, {}, stddev, stddev, cv::BORDER_REPLICATE);
            EXPECT_EQ(blurred, expected) << stddev;
            EXPECT_NE(blurred, image) << stddev;
        }
}

TEST(ImageEdit, WideBlursOfLargeImagesAreGaussiansToo)
{
    struct Case {
        int channels, height, width;
        double blur;
    };
    for (const auto &[channels, height, width, blur] : { Case { 1, 300, 401, 0.0205 },
             Case { 3, 301, 400, 0.1 }, Case { 3, 3000, 4000, 0.1 }, Case { 1, 1, 2000, 0.1 } })
        for (const bool isAcross : { false, true }) {
            Image image { channels, isAcross ? width : height, isAcross ? height : width, {} };
            const double stddev = blur * std::max(height, width);
            const int side = isAcross ? image.height : image.width;
            const int step = side * 2 / 5; // dark before it, bright from it on
            for (int y = 0; y < image.height; ++y)
                for (int x = 0; x < image.width; ++x)
                    image.pixels.insert(image.pixels.end(), std::size_t(channels),
                        (isAcross ? y : x) < step ? 20 : 220);
            const Image blurred = adjusted(image, { .blur = blur });
            ASSERT_EQ(blurred.pixels.size(), image.pixels.size());
            for (int place = 0; place < side; ++place) {
                const double expected
                    = 120 + 100 * std::erf((place + 0.5 - step) / (stddev * std::numbers::sqrt2));
                const int other = (place * 7) % std::min(height, width);
                EXPECT_NEAR(isAcross ? at(blurred, place, other, channels - 1)
                                     : at(blurred, other, place, channels - 1),
                    expected, 2.5)
                    << width << " " << stddev << " " << place;
            }
        }
}

TEST(ImageEdit, WideBlursKeepTheMiddleAndPlainImagesWhereTheyAre)
{
    Image image = plainImage(1, 401, 0);
    for (int y = 190; y <= 210; ++y)
        for (int x = 190; x <= 210; ++x)
            image.pixels[std::size_t(y * 401 + x)] = 255;
    const Image blurred = adjusted(image, { .blur = 0.05 });
    // The square of 21 pixels through the Gaussian of deviation 20.05 in its middle.
    const double along = std::erf(10.5 / (20.05 * std::numbers::sqrt2));
    EXPECT_NEAR(at(blurred, 200, 200), 255 * along * along, 2);
    for (int d = 0; d <= 200; ++d) {
        EXPECT_NEAR(at(blurred, 200, 200 - d), at(blurred, 200, 200 + d), 1) << d;
        EXPECT_NEAR(at(blurred, 200 - d, 200), at(blurred, 200, 200 + d), 1) << d;
    }
    EXPECT_EQ(adjusted(plainImage(3, 333, 77), { .blur = 0.1 }), plainImage(3, 333, 77));
}

TEST(ImageEdit, OnWhatTheNetworkSeesPreparingAgainChangesNothing)
{
    for (const int channels : { 1, 3 }) {
        Preprocessing preprocessing { .channels = channels,
            .height = 12,
            .width = 10,
            .fit = Fit::Pad,
            .mean = {},
            .stddev = {} };
        const Image image = randomImage(3, 50, 70, 7);
        const Image prepared = edited(
            image, { .onNetworkInput = true, .strokes = {}, .adjustment = {} }, preprocessing);
        EXPECT_EQ(prepared.height, 12);
        EXPECT_EQ(prepared.channels, channels);
        EXPECT_EQ(preparePixels(prepared, preprocessing), preparePixels(image, preprocessing));
    }
}

TEST(ImageEdit, ErasesInTheColourOfTheEdge)
{
    Image image = plainImage(3, 12, 200);
    for (int y = 1; y < 11; ++y)
        for (int x = 1; x < 11; ++x)
            image.pixels[std::size_t((y * 12 + x) * 3)] = 3;
    image.pixels[0] = 0; // a speck on the edge
    EXPECT_EQ(edgeColour(image), (std::array<std::uint8_t, 3> { 200, 200, 200 }));
    EXPECT_EQ(edgeColour(plainImage(1, 2, 9)), (std::array<std::uint8_t, 3> { 9, 9, 9 }));
}

TEST(AnswerCurve, PassesThroughTheAnswerThatIsShown)
{
    const auto model = someModel();
    const std::vector<ChannelScale> factors { { "conv1", 1, 0 } };
    InstrumentedModel network(model);
    network.setFactors(factors);
    Predictor predictor(model);
    predictor.setFactors(factors);
    const Image image = randomImage(3, 40, 33, 8);
    ImageEdit edit;
    edit.strokes = { line({ { 3, 3 }, { 30, 20 } }, 5, 255) };
    edit.adjustment = { .turn = 17, .right = 0.03, .down = 0.21, .blur = 0.013, .brightness = 0.7 };
    for (std::size_t kind = 0; kind < adjustmentKinds().size(); ++kind) {
        const AdjustmentKind &setting = adjustmentKinds()[kind];
        const AnswerCurve curve = answerCurve(network, image, edit, kind, 8);
        EXPECT_TRUE(std::ranges::is_sorted(curve.settings));
        EXPECT_EQ(curve.settings.front(), setting.least);
        EXPECT_EQ(curve.settings.back(), setting.most);
        EXPECT_EQ(curve.settings[curve.present], edit.adjustment.*setting.value);
        ASSERT_EQ(curve.probabilities.size(), curve.settings.size());
        for (std::size_t i = 0; i < curve.settings.size(); ++i) {
            ImageEdit other = edit;
            other.adjustment.*setting.value = curve.settings[i];
            EXPECT_EQ(curve.probabilities[i],
                predictor.maps(edited(image, other, model->preprocessing)).probabilities);
        }
    }
}

TEST(AnswerCurve, BeginsAndEndsWithTheSliderEvenWhereNothingIsChanged)
{
    InstrumentedModel network(someModel());
    const AnswerCurve curve = answerCurve(network, randomImage(1, 12, 10, 9), {}, 0, 4);
    EXPECT_EQ(curve.settings, (std::vector<double> { -180, -90, 0, 90, 180 }));
    EXPECT_EQ(curve.present, 2U);
    EXPECT_EQ(curve.batch, 7);
}

TEST(AnswerCurve, StopsWhenAsked)
{
    InstrumentedModel network(someModel());
    const auto never = [](std::size_t, std::size_t) {
        return false;
    };
    EXPECT_THROW(answerCurve(network, randomImage(1, 12, 10, 9), {}, 0, 4, never), Cancelled);
}
