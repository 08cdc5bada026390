// SPDX-License-Identifier: GPL-3.0-or-later
// The images that excite a map, and those alike for a network, against plain code.
#include "core/base/error.h"
#include "core/inspect/network/feature_maps.h"
#include "core/inspect/studies/nearest_images.h"
#include "core/inspect/studies/top_activations.h"
#include "tests/support/random_images.h"
#include "tests/support/random_model.h"
#include <cmath>
#include <gmock/gmock.h>

using namespace convscope;
using testing::ElementsAre;

namespace {

struct SearchCase {
    std::shared_ptr<const TrainedModel> model;
    ImageSet images;
};
SearchCase randomCase(std::uint64_t seed, std::size_t count)
{
    Rng rng(seed, 6);
    auto model = test::randomModel(test::randomSpec(rng), rng);
    ImageSet images = test::randomImages(*model, count, rng);
    return { std::move(model), std::move(images) };
}

std::vector<float> valuesOf(const SearchCase &c, std::size_t image)
{
    return Predictor(c.model).mapsOfPixels(c.images.image(image)).input.values;
}

} // namespace

TEST(TopActivations, AgreeWithPlainCodeForAnyLayer)
{
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const SearchCase c = randomCase(seed, 25);
        const auto &layer = c.model->spec.layers[seed % c.model->spec.layers.size()].name;
        for (const ActivationMeasure by : { ActivationMeasure::Highest, ActivationMeasure::Mean }) {
            const TopActivations found = topActivations(
                *c.model, c.images, { .layer = layer, .map = 0, .by = by, .most = 25, .limit = 0 });
            ASSERT_EQ(found.images.size(), 25U);
            double before = 1e30;
            for (const TopActivation &image : found.images) {
                const FeatureMaps maps
                    = Predictor(c.model).mapsOfPixels(c.images.image(image.index));
                const LayerMaps &own = *maps.layer(layer);
                const auto map = own.map(0);
                double sum = 0;
                for (const float value : map)
                    sum += double(value);
                ASSERT_EQ(float(image.highest), *std::ranges::max_element(map)) << seed;
                ASSERT_NEAR(image.mean, sum / double(map.size()), 1e-5);
                ASSERT_EQ(float(image.highest),
                    map[std::size_t(image.row) * std::size_t(own.shape.w)
                        + std::size_t(image.column)]);
                const double value = by == ActivationMeasure::Highest ? image.highest : image.mean;
                ASSERT_LE(value, before);
                before = value;
            }
        }
    }
}

TEST(TopActivations, MarkThePatchThatTheMapSaw)
{
    // A bright pixel on black; the filter looks at 3 × 3 pixels and the pooling takes 2 × 2 of it.
    Rng rng(2);
    ModelSpec spec = withNames({ { 1, 10, 10 },
        { { "conv", {}, { { "filters", 1.0 } } }, { "maxpool", {}, {} }, { "flatten", {}, {} },
            { "dense", {}, { { "units", 2.0 } } } } });
    auto model = std::make_shared<TrainedModel>(*test::randomModel(spec, rng));
    for (Scalar &value : model->parameters[0].value.values())
        value = 1;
    ImageSet set;
    set.shape = { 1, 10, 10 };
    std::vector<std::uint8_t> pixels(300, 0);
    pixels[100 + 7 * 10 + 8] = 200; // the second image's row 7, column 8
    set.pixels = pixels;
    set.labels = { 0, 1, 0 };
    set.samples = { 0, 1, 2 };
    const TopActivations found
        = topActivations(*model, set, { .layer = "pool1", .map = 0, .most = 2 });
    ASSERT_EQ(found.images.size(), 2U);
    EXPECT_EQ(found.images[0].index, 1U);
    EXPECT_EQ(found.images[1].index, 0U); // as dark as the third, and before it
    EXPECT_EQ(found.images[0].row, 2); // the first of those that see it
    EXPECT_EQ(found.images[0].column, 3);
    EXPECT_EQ(found.images[0].field, (PlaceRect { 4, 6, 8, 10 }));
}

TEST(TopActivations, SayHowManyWereLookedAt)
{
    const SearchCase c = randomCase(1, 40);
    const auto layer = c.model->spec.layers.front().name;
    const TopActivations found
        = topActivations(*c.model, c.images, { .layer = layer, .most = 99, .limit = 8 });
    EXPECT_EQ(found.looked, 8U);
    EXPECT_EQ(found.all, 40U);
    std::vector<std::size_t> seen;
    for (const TopActivation &image : found.images)
        seen.push_back(image.index);
    std::ranges::sort(seen);
    EXPECT_THAT(seen, ElementsAre(0U, 5U, 10U, 15U, 20U, 25U, 30U, 35U));
    EXPECT_THROW(topActivations(*c.model, c.images, { .layer = layer, .map = 10'000 }), Error);
    EXPECT_THROW(topActivations(*c.model, c.images, { .layer = "no such" }), Error);
    EXPECT_THROW(topActivations(*c.model, c.images, { .layer = layer },
                     [](std::size_t done, std::size_t) { return done == 0; }),
        Cancelled);
}

TEST(NearestImages, IsTheCosineOfTheLastHiddenLayer)
{
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const SearchCase c = randomCase(seed, 15);
        const NearestImages likeness(c.model, c.images, 0);
        const auto nearestImages = likeness.nearest(valuesOf(c, 3), 15);
        ASSERT_EQ(nearestImages.size(), 15U);
        // The last layer with weights of these networks is their last one.
        const auto hidden = [&](std::size_t image) {
            const FeatureMaps maps = Predictor(c.model).mapsOfPixels(c.images.image(image));
            const std::size_t layers = maps.layers.size() - 1; // without softmax
            return layers > 1 ? maps.layers[layers - 2].values : maps.input.values;
        };
        const auto own = hidden(3);
        for (const NearestImage &image : nearestImages) {
            const auto other = hidden(image.index);
            double product = 0, squares = 0, otherSquares = 0;
            for (std::size_t i = 0; i < own.size(); ++i) {
                product += double(own[i]) * double(other[i]);
                squares += double(own[i]) * double(own[i]);
                otherSquares += double(other[i]) * double(other[i]);
            }
            const double expected
                = squares * otherSquares > 0 ? product / std::sqrt(squares * otherSquares) : 0;
            ASSERT_NEAR(image.likeness, expected, 1e-5) << seed;
        }
        ASSERT_TRUE(
            std::ranges::is_sorted(nearestImages, std::greater<> {}, &NearestImage::likeness));
    }
}

TEST(NearestImages, AImageOfTheSetIsMostAlikeItself)
{
    Rng rng(11, 6);
    const auto model = test::randomModel(
        withNames({ { 1, 6, 6 }, { { "dense", {}, { { "units", 3.0 } } } } }), rng);
    const SearchCase c { model, test::randomImages(*model, 30, rng) };
    const NearestImages likeness(model, c.images, 10); // every third
    EXPECT_EQ(likeness.looked(), 10U);
    EXPECT_EQ(likeness.all(), 30U);
    const auto nearestImages = likeness.nearest(valuesOf(c, 12), 3);
    ASSERT_EQ(nearestImages.size(), 3U);
    EXPECT_EQ(nearestImages[0].index, 12U);
    EXPECT_NEAR(nearestImages[0].likeness, 1, 1e-6);
    const std::vector<float> nothing(36, 0);
    EXPECT_EQ(likeness.nearest(nothing, 1).front().likeness, 0);
    EXPECT_THROW(likeness.nearest(std::vector<float>(35), 1), Error); // for another network
}
