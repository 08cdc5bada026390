// SPDX-License-Identifier: GPL-3.0-or-later
// The demonstration with the cat, against the numbers that are known of it, and its parts.
#include "core/base/error.h"
#include "core/inspect/demo/chelsea.h"
#include "core/inspect/demo/filter_kinds.h"
#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

using namespace convscope;

namespace {

FeatureMaps mapsOf(const Image &image, std::uint64_t seed = kChelseaSeed)
{
    const DemoImage demo = demoImage(image);
    Predictor predictor(
        std::make_shared<const TrainedModel>(chelseaModel(demo.shape, chelseaFilters(seed))));
    return predictor.mapsOfValues(demo.values);
}

double mean(std::span<const float> values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

Image plainImage(int width, int height)
{
    return { 1, height, width,
        std::vector<std::uint8_t>(std::size_t(width) * std::size_t(height), 128) };
}

std::vector<double> asDoubles(const FilterCells &cells)
{
    return { cells.begin(), cells.end() };
}

} // namespace

TEST(Chelsea, FirstLayerHasTheKnownNumbers)
{
    const FeatureMaps maps = mapsOf(chelseaImage());
    const LayerMaps &conv = *maps.layer("conv1");
    EXPECT_EQ(conv.shape, (Shape { 2, 298, 449 }));
    EXPECT_NEAR(*std::ranges::min_element(conv.map(0)), -1.536536, 1e-6);
    EXPECT_NEAR(*std::ranges::max_element(conv.map(0)), 1.476440, 1e-6);
    EXPECT_NEAR(mean(conv.map(0)), 0.000183553, 1e-8);
    EXPECT_NEAR(*std::ranges::min_element(conv.map(1)), -1.000735, 1e-6);
    EXPECT_NEAR(*std::ranges::max_element(conv.map(1)), 1.343625, 1e-6);
    EXPECT_NEAR(mean(conv.map(1)), -0.002426054, 1e-8);
    const LayerMaps &relu = *maps.layer("relu1");
    EXPECT_NEAR(mean(relu.map(0)), 0.042174036, 1e-8);
    EXPECT_NEAR(mean(relu.map(1)), 0.043441786, 1e-8);
    EXPECT_EQ(maps.layer("pool1")->shape, (Shape { 2, 149, 224 }));
}

TEST(Chelsea, EveryMapShowsSomethingWhateverTheSeed)
{
    for (const std::uint64_t seed : { kChelseaSeed, std::uint64_t(2), std::uint64_t(77) }) {
        const FeatureMaps maps = mapsOf(chelseaImage(), seed);
        for (const char *name : { "relu1", "relu2", "relu3" }) {
            const LayerMaps &layer = *maps.layer(name);
            for (int map = 0; map < layer.shape.c; ++map) {
                const auto values = layer.map(map);
                const auto lit = std::ranges::count_if(values, [](float v) { return v > 0; });
                EXPECT_GT(double(lit), 0.1 * double(values.size())) << name << " " << seed;
                EXPECT_LT(double(lit), 0.9 * double(values.size())) << name << " " << seed;
            }
        }
    }
}

TEST(Chelsea, SeedChangesTheRandomFiltersOnly)
{
    const auto one = chelseaFilters(1), again = chelseaFilters(1), two = chelseaFilters(2);
    EXPECT_EQ(one, again);
    EXPECT_EQ(one[0], two[0]);
    EXPECT_NE(one[1], two[1]);
    EXPECT_NE(one[2], two[2]);
}

TEST(Chelsea, OtherFiltersOnTheSamePredictorGiveWhatANewOneGives)
{
    const DemoImage demo = demoImage(chelseaImage());
    const auto with = [&](std::uint64_t seed) {
        return std::make_shared<const TrainedModel>(chelseaModel(demo.shape, chelseaFilters(seed)));
    };
    Predictor kept(with(1));
    kept.mapsOfValues(demo.values);
    kept.setModel(with(2));
    Predictor fresh(with(2));
    EXPECT_EQ(kept.mapsOfValues(demo.values).layer("pool3")->values,
        fresh.mapsOfValues(demo.values).layer("pool3")->values);
    const DemoImage other = demoImage(plainImage(50, 60));
    kept.setModel(
        std::make_shared<const TrainedModel>(chelseaModel(other.shape, chelseaFilters(2))));
    EXPECT_EQ(kept.mapsOfValues(other.values).input.shape, (Shape { 1, 60, 50 }));
}

TEST(Chelsea, SmallestImageLeavesOneValueAndASmallerOneIsRefused)
{
    EXPECT_EQ(mapsOf(plainImage(42, 42)).layer("pool3")->shape, (Shape { 1, 1, 1 }));
    for (const Image &image : { plainImage(41, 100), plainImage(100, 41) })
        try {
            demoImage(image);
            ADD_FAILURE() << "it was not refused";
        } catch (const Error &error) {
            EXPECT_THAT(error.what(), testing::HasSubstr("at least 42 x 42"));
        }
}

TEST(Chelsea, LargeImagesAreShrunkInProportion)
{
    const DemoImage demo = demoImage(plainImage(2000, 1000));
    EXPECT_TRUE(demo.shrunk);
    EXPECT_EQ(demo.shape, (Shape { 1, 320, 640 }));
    EXPECT_EQ(demo.values.size(), demo.shape.size());
    EXPECT_FALSE(demoImage(plainImage(640, 100)).shrunk);
}

TEST(Chelsea, FiguresHaveRoomForAllMaps)
{
    const FeatureMaps maps = mapsOf(chelseaImage());
    const Image one = chelseaFigure(maps, 1), two = chelseaFigure(maps, 2),
                three = chelseaFigure(maps, 3);
    EXPECT_GT(one.width, 2 * 449);
    EXPECT_GT(one.height, 3 * 298);
    EXPECT_GT(two.width, 3 * 220);
    EXPECT_GT(two.height, 3 * 145);
    EXPECT_GT(three.width, 3 * 104); // conv, ReLU, pool: one row
    EXPECT_LT(three.height, two.height / 2);
}

TEST(FilterKinds, HaveTheCellsOfTheBooks)
{
    using testing::ElementsAre;
    EXPECT_THAT(
        asDoubles(filterKind("sobel-x").make(3)), ElementsAre(-1, 0, 1, -2, 0, 2, -1, 0, 1));
    EXPECT_THAT(
        asDoubles(filterKind("laplacian").make(3)), ElementsAre(0, 1, 0, 1, -4, 1, 0, 1, 0));
    EXPECT_THAT(asDoubles(filterKind("blur").make(3)),
        ElementsAre(0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625));
    // Smoothing [1, 2, 1] ⊗ [1, 2, 1] / 4 and difference [−1, 0, 1] ⊗ [1, 2, 1] / 4, as in larger
    // Sobel filters: [1, 4, 6, 4, 1] and [−1, −2, 0, 2, 1] but for the factor.
    const auto large = asDoubles(filterKind("sobel-x").make(5));
    EXPECT_THAT(std::vector(large.begin() + 10, large.begin() + 15),
        ElementsAre(-6.0 / 16, -12.0 / 16, 0, 12.0 / 16, 6.0 / 16));
}

TEST(FilterKinds, AreOfEverySizeAndKeepTheirSum)
{
    for (const FilterKind &kind : filterKinds()) {
        const auto small = asDoubles(kind.make(3));
        const double sum = std::accumulate(small.begin(), small.end(), 0.0);
        for (const int size : { 3, 5, 7, 9 }) {
            const auto cells = asDoubles(kind.make(size));
            EXPECT_EQ(cells.size(), std::size_t(size * size)) << kind.name;
            EXPECT_NEAR(std::accumulate(cells.begin(), cells.end(), 0.0), sum, 1e-5) << kind.name;
        }
    }
    EXPECT_THROW(filterKind("no-such-filter"), Error);
}
