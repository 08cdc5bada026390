// SPDX-License-Identifier: GPL-3.0-or-later
// What maps are called, which layers may stand side by side, and what a map's values are like.
#include "core/inspect/explain/value_figures.h"
#include "core/inspect/maps/map_title.h"
#include "core/train/setup/presets.h"
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace convscope;

namespace {

std::vector<LayerSummary> layersOf(const char *preset)
{
    return inferShapes(findPreset(preset)->config.model);
}

std::vector<std::string> titlesOf(const std::vector<LayerSummary> &layers, int map)
{
    std::vector<std::string> titles;
    for (std::size_t i = 0; i < layers.size(); ++i)
        titles.push_back(mapTitle(layers, i, map));
    return titles;
}

using Titles = std::vector<std::string>;

} // namespace

TEST(MapTitle, CountsConvolutionsAndAppendsWhatFollowsThem)
{
    EXPECT_EQ(titlesOf(layersOf("blood-cells"), 0),
        (Titles { "L1-Map1", "L1-Map1ReLU", "L2-Map1", "L2-Map1ReLU", "L2-Map1ReLUPool",
            "flatten1-Value1", "dense1-Value1", "relu3-Value1", "dense2-Value1" }));
    const auto compact = titlesOf(layersOf("compact"), 8);
    EXPECT_EQ(compact[0], "L1-Map9");
    EXPECT_EQ(compact[2], "L1-Map9BNReLU");
    EXPECT_EQ(compact[3], "L1-Map9BNReLUPool");
    EXPECT_EQ(compact[4], "L2-Map9");
}

TEST(MapTitle, NamesTheLayerWhereNoConvolutionLeads)
{
    const auto layers = inferShapes({ { 3, 8, 8 },
        { { "maxpool", {}, { { "size", Extent { 2, 2 } } } }, { "tanh", "bend", {} },
            { "conv", {}, {} }, { "sigmoid", {}, {} }, { "dense", {}, {} } } });
    EXPECT_EQ(titlesOf(layers, 2),
        (Titles { "pool1-Map3", "bend-Map3", "L1-Map3", "L1-Map3Sigmoid", "dense1-Value3" }));
}

TEST(MapTitle, ABlockGoesFromAConvolutionToTheNextMixingOfMaps)
{
    const auto layers = layersOf("blood-cells");
    for (const std::size_t i : { 0U, 1U })
        EXPECT_EQ(blockOf(layers, i), (LayerRange { 0, 1 })) << i;
    for (const std::size_t i : { 2U, 3U, 4U })
        EXPECT_EQ(blockOf(layers, i), (LayerRange { 2, 4 })) << i;
    EXPECT_EQ(blockOf(layers, 5), (LayerRange { 5, 5 }));
    EXPECT_EQ(blockOf(layers, 7), (LayerRange { 6, 7 }));
}

TEST(MapTitle, LayersWithAsManyMapsStandSideBySide)
{
    const auto layers = layersOf("blood-cells"); // 10 maps up to the pooling
    EXPECT_EQ(unfoldable(layers, 0, 4), (LayerRange { 0, 4 }));
    EXPECT_EQ(unfoldable(layers, 3, 1), (LayerRange { 1, 3 }));
    EXPECT_EQ(unfoldable(layers, 2, 8), (LayerRange { 2, 4 })); // not into the flat layers
    EXPECT_EQ(unfoldable(layers, 7, 8), (LayerRange { 7, 7 })); // nor among them
    const auto compact = layersOf("compact"); // 16 maps, then 32
    EXPECT_EQ(unfoldable(compact, 0, 6), (LayerRange { 0, 3 }));
}

TEST(ValueFigures, TellTheRangeTheMeanAndHowOftenWhichValueOccurs)
{
    const std::vector<float> values { -1, 0, 0, 3, std::numeric_limits<float>::quiet_NaN() };
    const ValueFigures figures = figuresOf(values);
    EXPECT_EQ(figures.least, -1);
    EXPECT_EQ(figures.most, 3);
    EXPECT_EQ(figures.mean, 0.5);
    EXPECT_EQ(figures.finite, 4U);
    EXPECT_EQ(figures.zeros, 2U);
    EXPECT_EQ(figures.histogram.front(), 1U);
    EXPECT_EQ(figures.histogram[ValueFigures::kBins / 4], 2U); // zero is a quarter of the way
    EXPECT_EQ(figures.histogram.back(), 1U);
    EXPECT_FALSE(figures.isDead());
}

TEST(ValueFigures, NothingButZerosIsDeadAndNoNumberAtAllIsNot)
{
    EXPECT_TRUE(figuresOf(std::vector<float> { 0, -0.0F, 0 }).isDead());
    EXPECT_EQ(figuresOf(std::vector<float> { 0, 0 }).histogram.front(), 2U);
    EXPECT_FALSE(figuresOf(std::vector<float> { 2, 2 }).isDead());
    const float none = std::numeric_limits<float>::infinity();
    const ValueFigures figures = figuresOf(std::vector<float> { none, -none });
    EXPECT_EQ(figures.finite, 0U);
    EXPECT_FALSE(figures.isDead());
    EXPECT_EQ(figures.mean, 0);
}
