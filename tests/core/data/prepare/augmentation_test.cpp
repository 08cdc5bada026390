// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/prepare/augmentation.h"
#include "core/train/setup/run_config.h"
#include "tests/support/errors.h"
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <numbers>
#include <set>

using namespace convscope;
using nlohmann::json;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// Pixel values as they are, so that results can be read off.
Preprocessing plain(int height, int width, int channels = 1)
{
    return { .channels = channels,
        .height = height,
        .width = width,
        .normalization = Normalization::None,
        .mean = {},
        .stddev = {} };
}

std::vector<Scalar> changed(
    const Bytes &pixels, const Preprocessing &preprocessing, const ImageChange &change)
{
    std::vector<Scalar> out(pixels.size(), Scalar(NAN));
    changeImage(pixels, preprocessing, change, out);
    return out;
}

Bytes randomImage(const Shape &shape)
{
    Bytes pixels;
    for (std::size_t i = 0; i < shape.size(); ++i)
        pixels.push_back(std::uint8_t(i * i * 31 + i * 7));
    return pixels;
}

} // namespace

TEST(Augmentation, nothingDrawnGivesTheVeryNumbersOfThePlainImage)
{
    const Shape shape { 3, 7, 5 };
    const Bytes pixels = randomImage(shape);
    for (const auto normalization :
        { Normalization::None, Normalization::Unit, Normalization::Standard }) {
        Preprocessing preprocessing = plain(7, 5, 3);
        preprocessing.normalization = normalization;
        preprocessing.mean = { 0.31, 0.52, 0.47 };
        preprocessing.stddev = { 0.21, 0.3, 0.17 };
        std::vector<Scalar> expected(shape.size());
        normalizePixels(pixels, preprocessing, expected);
        EXPECT_EQ(changed(pixels, preprocessing, {}), expected);
        EXPECT_EQ(changed(pixels, preprocessing, drawChange({}, shape, 1, 1, 1)), expected);
    }
}

TEST(Augmentation, mirroringTurnsEveryRowRound)
{
    ImageChange change;
    change.mirrored = true;
    EXPECT_THAT(changed({ 1, 2, 3, 4, 5, 6 }, plain(2, 3), change), ElementsAre(3, 2, 1, 6, 5, 4));
    EXPECT_THAT(
        changed({ 1, 2, 3, 4, 5, 6 }, plain(1, 2, 3), change), ElementsAre(2, 1, 4, 3, 6, 5));
}

TEST(Augmentation, movingCopiesWholePixelsAndRepeatsTheEdge)
{
    const Bytes image { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    ImageChange change;
    change.right = 1;
    EXPECT_THAT(changed(image, plain(3, 3), change), ElementsAre(1, 1, 2, 4, 4, 5, 7, 7, 8));
    change.down = -1;
    EXPECT_THAT(changed(image, plain(3, 3), change), ElementsAre(4, 4, 5, 7, 7, 8, 7, 7, 8));
    change.mirrored = true; // first, then moved
    EXPECT_THAT(changed(image, plain(3, 3), change), ElementsAre(6, 6, 5, 9, 9, 8, 9, 9, 8));
    change = {};
    change.right = 50;
    EXPECT_THAT(changed(image, plain(3, 3), change), ElementsAre(1, 1, 1, 4, 4, 4, 7, 7, 7));
}

TEST(Augmentation, aQuarterTurnIsClockwise)
{
    ImageChange change;
    change.angle = std::numbers::pi / 2;
    const auto turned = changed({ 1, 2, 3, 4, 5, 6, 7, 8, 9 }, plain(3, 3), change);
    const std::vector<Scalar> expected { 7, 4, 1, 8, 5, 2, 9, 6, 3 };
    EXPECT_THAT(turned, testing::Pointwise(testing::FloatNear(1e-4F), expected));
    change.mirrored = true;
    EXPECT_THAT(changed({ 1, 2, 3, 4, 5, 6, 7, 8, 9 }, plain(3, 3), change),
        testing::Pointwise(
            testing::FloatNear(1e-4F), std::vector<Scalar> { 9, 6, 3, 8, 5, 2, 7, 4, 1 }));
}

TEST(Augmentation, scalingIsAboutTheMiddleAndKeepsEdgesSharp)
{
    ImageChange change;
    change.zoom = 2;
    EXPECT_THAT(changed({ 0, 40, 80 }, plain(1, 3), change), ElementsAre(17.5, 40, 62.5));
    change.zoom = 0.5;
    EXPECT_THAT(
        changed({ 10, 20, 30, 40, 50 }, plain(1, 5), change), ElementsAre(10, 10, 30, 50, 50));
    change.zoom = 2;
    change.right = 1;
    EXPECT_THAT(changed({ 0, 40, 80 }, plain(1, 3), change), ElementsAre(0, 17.5, 40));
}

TEST(Augmentation, resamplingEqualsPlainMovingWhereNothingIsTurned)
{
    const Shape shape { 3, 9, 12 };
    const Bytes pixels = randomImage(shape);
    ImageChange change;
    change.mirrored = true;
    change.right = 2;
    change.down = -3;
    const auto moved = changed(pixels, plain(9, 12, 3), change);
    change.angle = 2 * std::numbers::pi; // all the way round
    EXPECT_THAT(changed(pixels, plain(9, 12, 3), change),
        testing::Pointwise(testing::FloatNear(0.01F), moved));
}

TEST(Augmentation, brightnessAndContrastAreFactorsWithinBlackAndWhite)
{
    const Bytes image { 0, 50, 100, 250 }; // mean 100
    ImageChange change;
    change.brightness = 1.2;
    EXPECT_THAT(changed(image, plain(2, 2), change),
        testing::Pointwise(testing::FloatNear(1e-3F), std::vector<Scalar> { 0, 60, 120, 255 }));
    change.brightness = 1;
    change.contrast = 0.5;
    EXPECT_THAT(changed(image, plain(2, 2), change),
        testing::Pointwise(testing::FloatNear(1e-3F), std::vector<Scalar> { 50, 75, 100, 175 }));
    change.contrast = 2;
    EXPECT_THAT(changed(image, plain(2, 2), change),
        testing::Pointwise(testing::FloatNear(1e-3F), std::vector<Scalar> { 0, 0, 100, 255 }));
}

TEST(Augmentation, noiseHasItsDeviationAndNoMean)
{
    const Bytes grey(std::size_t(100) * 100, 128);
    ImageChange change;
    change.noise = 0.04;
    change.noiseSeed = 3;
    double sum = 0, squares = 0;
    for (const Scalar value : changed(grey, plain(100, 100), change)) {
        sum += double(value) - 128;
        squares += (double(value) - 128) * (double(value) - 128);
    }
    EXPECT_NEAR(sum / 1e4, 0, 0.4); // four deviations of a mean of 10,000
    EXPECT_NEAR(std::sqrt(squares / 1e4), 0.04 * 255, 0.3);
}

TEST(Augmentation, theHoleIsTheNetworksZeroAndNothingElseChanges)
{
    const Bytes pixels(2 * 16 * 3, 200);
    Preprocessing preprocessing = plain(4, 8, 3);
    preprocessing.normalization = Normalization::Standard;
    preprocessing.mean = { 0.5, 0.4, 0.3 };
    preprocessing.stddev = { 0.2, 0.2, 0.2 };
    ImageChange change;
    change.holeTop = 1;
    change.holeLeft = 5;
    change.holeHeight = 2;
    change.holeWidth = 3;
    const auto whole = changed(pixels, preprocessing, {});
    const auto cut = changed(pixels, preprocessing, change);
    for (std::size_t i = 0; i < cut.size(); ++i) {
        const std::size_t y = i / 8 % 4, x = i % 8;
        const bool hidden = y >= 1 && y < 3 && x >= 5;
        EXPECT_EQ(cut[i], hidden ? Scalar(0) : whole[i]) << "row " << y << ", column " << x;
    }
}

TEST(Augmentation, everyKindAloneDrawsWhatItsNameSaysWithinItsAmount)
{
    const Shape shape { 1, 40, 20 };
    for (const AugmentKind &kind : augmentKinds()) {
        AugmentOptions options;
        options.*kind.amount = kind.usual;
        int differing = 0;
        for (std::size_t sample = 0; sample < 200; ++sample) {
            const ImageChange c = drawChange(options, shape, 1, 1, sample);
            differing += c.mirrored || c.angle != 0 || c.zoom != 1 || c.right != 0 || c.down != 0
                || c.brightness != 1 || c.contrast != 1 || c.noise > 0 || c.holeWidth > 0;
            EXPECT_LE(std::abs(c.angle), options.rotate * std::numbers::pi / 180);
            EXPECT_LE(std::abs(c.zoom - 1), options.scale);
            EXPECT_LE(std::abs(c.right), std::lround((options.shift + options.crop) * 20));
            EXPECT_LE(std::abs(c.down), std::lround((options.shift + options.crop) * 40));
            EXPECT_LE(std::abs(c.brightness - 1), options.brightness + 1e-12);
            EXPECT_LE(std::abs(c.contrast - 1), options.contrast + 1e-12);
            EXPECT_EQ(c.holeHeight, std::lround(options.cutout * 40));
            EXPECT_EQ(c.holeWidth, std::lround(options.cutout * 20));
            EXPECT_LE(c.holeTop + c.holeHeight, 40);
            EXPECT_LE(c.holeLeft + c.holeWidth, 20);
            EXPECT_TRUE(options.flip > 0 || !c.mirrored);
            EXPECT_EQ(c.noise, options.noise);
        }
        EXPECT_GT(differing, 50) << kind.name;
    }
}

TEST(Augmentation, drawsCoverTheirWholeRangeEvenly)
{
    AugmentOptions options = augmentOptionsFromList("flip,shift,rotate,cutout");
    std::set<int> moves, holes;
    double angles = 0;
    int mirrored = 0;
    for (std::size_t sample = 0; sample < 2000; ++sample) {
        const ImageChange c = drawChange(options, { 1, 28, 28 }, 9, 4, sample);
        moves.insert(c.right);
        holes.insert(c.holeLeft);
        angles += c.angle;
        mirrored += c.mirrored;
    }
    EXPECT_THAT(moves, ElementsAre(-3, -2, -1, 0, 1, 2, 3));
    EXPECT_EQ(holes.size(), 22U); // 0 … 28 − 7
    EXPECT_NEAR(mirrored, 1000, 100);
    EXPECT_NEAR(angles / 2000, 0, 0.01);
}

TEST(Augmentation, aDrawIsOfItsSeedEpochAndSampleAlone)
{
    const AugmentOptions all
        = augmentOptionsFromList("flip,shift,rotate,scale,crop,brightness,contrast,noise,cutout");
    const Shape shape { 3, 32, 32 };
    const ImageChange once = drawChange(all, shape, 1, 2, 3);
    EXPECT_EQ(drawChange(all, shape, 1, 2, 3), once);
    EXPECT_NE(drawChange(all, shape, 2, 2, 3), once);
    EXPECT_NE(drawChange(all, shape, 1, 3, 3), once);
    EXPECT_NE(drawChange(all, shape, 1, 2, 4), once);
    EXPECT_NE(drawChange(all, shape, 1, 3, 2), drawChange(all, shape, 1, 2, 3));
    AugmentOptions fewer = all;
    fewer.rotate = fewer.cutout = 0;
    EXPECT_EQ(drawChange(fewer, shape, 1, 2, 3).noiseSeed, once.noiseSeed);
    EXPECT_EQ(drawChange(fewer, shape, 1, 2, 3).right, once.right);
}

TEST(Augmentation, extremeAmountsOnTinyImagesStayWithinThem)
{
    AugmentOptions most;
    for (const AugmentKind &kind : augmentKinds())
        most.*kind.amount = kind.most;
    for (const Shape shape : { Shape { 1, 1, 1 }, Shape { 3, 1, 7 }, Shape { 1, 5, 2 } })
        for (std::size_t sample = 0; sample < 200; ++sample) {
            AugmentOptions options = most;
            options.cutout = sample % 2 ? 0 : 0.01; // still one pixel
            const ImageChange change = drawChange(options, shape, 1, 1, sample);
            const auto out = changed(randomImage(shape), plain(shape.h, shape.w, shape.c), change);
            EXPECT_THAT(out, Each(testing::AllOf(testing::Ge(0), testing::Le(255))));
        }
}

TEST(Augmentation, optionsComeBackFromListsAndFiles)
{
    AugmentOptions options = augmentOptionsFromList("rotate,flip");
    EXPECT_EQ(options.rotate, 10);
    EXPECT_EQ(options.flip, 0.5);
    EXPECT_EQ(options.shift, 0);
    EXPECT_EQ(toJson(options), json::parse(R"(["flip", "rotate"])"));
    options.rotate = 15;
    EXPECT_EQ(toJson(options), json::parse(R"(["flip", {"kind": "rotate", "amount": 15.0}])"));
    EXPECT_EQ(augmentOptionsFromJson(toJson(options)), options);
    EXPECT_EQ(augmentOptionsFromList("none"), AugmentOptions {});
    EXPECT_EQ(augmentOptionsFromJson(json::array()), AugmentOptions {});
    RunConfig config;
    config.model.input = { 1, 8, 8 };
    config.augment = options;
    EXPECT_EQ(runConfigFromJson(json::parse(toJson(config).dump())).augment, options);
}

TEST(Augmentation, whatIsWrittenWrongIsRefusedWithWhatIsKnown)
{
    for (const char *list : { "flop", "flip,", "", "flip,none", "Flip", "flip shift" }) {
        const std::string error = test::errorOf([&] { augmentOptionsFromList(list); });
        EXPECT_THAT(error, HasSubstr("unknown augmentation '")) << list;
        EXPECT_THAT(error,
            HasSubstr("flip, shift, rotate, scale, crop, brightness, contrast, noise, cutout"));
    }
    for (const char *text : { R"("flip")", R"([3])", R"([{"kind": "flip"}])",
             R"([{"kind": "flip", "amount": "much"}])", R"([{"amount": 1, "kind": 1}])" })
        EXPECT_NE(
            test::errorOf([&] { augmentOptionsFromJson(json::parse(text)); }), "nothing was wrong")
            << text;
    EXPECT_THAT(test::errorOf([&] {
        augmentOptionsFromJson(json::parse(R"([{"kind": "rotate", "amount": 200}])"));
    }),
        HasSubstr("'rotate' must be from 0 to 180"));
}
