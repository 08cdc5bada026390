// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/model_summary.h"
#include "core/train/setup/presets.h"
#include "tests/support/random_model.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

using namespace convscope;
using testing::HasSubstr;

namespace {

const std::vector<std::string> kClasses { "a cat", "a <dog> & friends" };

std::vector<std::string> linesOf(const std::string &text)
{
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

} // namespace

TEST(ModelSummary, ListsEveryLayerWithItsShapeAndParameters)
{
    const ModelSpec &spec = findPreset("tiny-vgg")->config.model;
    const auto lines = linesOf(modelSummaryText(spec, kClasses));
    ASSERT_GT(lines.size(), spec.layers.size() + 5);
    EXPECT_THAT(lines[1], testing::StartsWith("input "));
    EXPECT_THAT(lines[2], HasSubstr("conv1"));
    EXPECT_THAT(lines[2], HasSubstr("filters 10, kernel 3×3"));
    EXPECT_THAT(lines[2], HasSubstr("10×62×62"));
    EXPECT_THAT(lines[2], testing::EndsWith(" 280"));
    EXPECT_THAT(modelSummaryText(spec, kClasses), HasSubstr("19,920 parameters"));
    EXPECT_EQ(lines.back(), "classes: a cat, a <dog> & friends");
}

TEST(ModelSummary, TheImageShowsEveryLayerOfEveryKindOnce)
{
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Rng rng(seed, 3);
        const ModelSpec spec = test::randomSpec(rng);
        const std::string svg = modelSummarySvg(spec, kClasses);
        for (const LayerSummary &layer : inferShapes(spec))
            EXPECT_THAT(svg, HasSubstr("class=\"name\">" + layer.name + "</text>"));
        EXPECT_EQ(svg.find("nan"), std::string::npos);
    }
}

TEST(ModelSummary, NamesAreEscapedInTheImage)
{
    const ModelSpec spec { { 1, 4, 4 }, { { "dense", "<&>", { { "units", 2.0 } } } } };
    EXPECT_THAT(modelSummarySvg(spec, kClasses), HasSubstr("&lt;&amp;&gt;"));
}
