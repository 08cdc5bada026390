// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/report/baselines.h"
#include "tests/support/memory_dataset.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Facts of images, made up one by one.
struct Table {
    MemoryDataset dataset { { "a", "b" } };
    std::vector<ImageFacts> facts;

    ImageFacts &add(int label)
    {
        dataset.add(label, {});
        ImageFacts each;
        each.width = each.height = 10;
        each.mean = { 0.5F, 0.5F, 0.5F };
        each.stddev = { 0.1F, 0.1F, 0.1F };
        facts.push_back(each);
        return facts.back();
    }
};

/// Ten images of each class; `change` gets the facts, the class and 0 to 9.
template<typename Change>
std::vector<Shortcut> shortcutsWhen(const Change &change)
{
    Table table;
    for (int i = 0; i < 20; ++i)
        change(table.add(i % 2), i % 2, i / 2);
    return shortcutsOf(table.dataset, table.facts);
}

} // namespace

TEST(Baselines, areChanceAndTheMostFrequentClass)
{
    Table table;
    for (const int label : { 0, 1, 1, 1 })
        table.add(label);
    const Baselines baselines = baselinesOf(table.dataset, table.facts);
    EXPECT_DOUBLE_EQ(baselines.chance, 0.5);
    EXPECT_DOUBLE_EQ(baselines.majority, 0.75);
}

TEST(Baselines, countNoImageThatCannotBeRead)
{
    Table table;
    for (const int label : { 0, 1, 1, 1 })
        table.add(label);
    table.facts[3] = {};
    table.facts[3].problem = "truncated";
    EXPECT_DOUBLE_EQ(baselinesOf(table.dataset, table.facts).majority, 2.0 / 3);
    EXPECT_EQ(baselinesOf(table.dataset, std::vector<ImageFacts>(4)), Baselines {});
}

TEST(Baselines, nearestMeanTellsSmallFromLargeImages)
{
    Table table;
    for (int i = 0; i < 10; ++i) {
        table.add(0).width = 20 + i;
        table.add(1).width = 60 + i;
    }
    EXPECT_DOUBLE_EQ(baselinesOf(table.dataset, table.facts).centroid, 1);
}

TEST(Baselines, aImageIsNotComparedWithItself)
{
    // Each alone in its class: with itself in the mean every one would be right.
    Table table;
    table.add(0).width = 20;
    table.add(1).width = 60;
    EXPECT_DOUBLE_EQ(baselinesOf(table.dataset, table.facts).centroid, 0);
    // By hand, standardized widths are in proportion: 0 → own mean 4, other 9: right; 4 → own 0,
    // other 9: right; 8 → own 10, other 2: right; 10 → own 8, other 2: right.
    Table four;
    four.add(0).width = 1;
    four.add(0).width = 5;
    four.add(1).width = 9;
    four.add(1).width = 11;
    EXPECT_DOUBLE_EQ(baselinesOf(four.dataset, four.facts).centroid, 1);
    four.facts[1].width = 7; // 7 → own mean 1, other mean 10: wrong, though not with itself in it
    EXPECT_DOUBLE_EQ(baselinesOf(four.dataset, four.facts).centroid, 0.75);
}

TEST(Shortcuts, nameTheMeasureThatPredictsTheClass)
{
    EXPECT_THAT(
        shortcutsWhen([](ImageFacts &each, int label, int i) { each.width = label * 50 + 10 + i; }),
        ElementsAre(Shortcut { "size", 1.0 }));
    EXPECT_THAT(shortcutsWhen([](ImageFacts &each, int label, int i) {
        each.mean.fill(0.2F + 0.4F * float(label) + 0.01F * float(i));
    }),
        ElementsAre(Shortcut { "brightness", 1.0 }));
    EXPECT_THAT(shortcutsWhen([](ImageFacts &each, int label, int i) {
        const float shift = (label == 0 ? 0.2F : -0.2F) + 0.01F * float(i);
        each.mean = { 0.5F + shift, 0.5F - shift * 0.299F / 0.587F, 0.5F }; // of equal brightness
    }),
        ElementsAre(Shortcut { "colour", 1.0 }));
}

TEST(Shortcuts, areNoneWhereTheClassesLookTheSame)
{
    EXPECT_THAT(shortcutsWhen([](ImageFacts &each, int, int i) {
        each.width = 10 + i;
        each.mean = { 0.05F * float(i), 0.3F, 0.02F * float(i * i % 7) };
    }),
        IsEmpty());
    EXPECT_THAT(shortcutsWhen([](ImageFacts &, int, int) {}), IsEmpty()) << "all alike";
}

TEST(ImageFacts, areOfTheWholeImageNotOfSomeRows)
{
    constexpr int kSide = 200; // of an image as high as this, every other row was looked at once
    Image striped { 1, kSide, kSide, {} };
    for (int row = 0; row < kSide; ++row)
        striped.pixels.insert(striped.pixels.end(), kSide, std::uint8_t(row % 2 * 200));
    const ImageFacts facts = factsOf(striped);
    EXPECT_NEAR(facts.mean[0], 100.0 / 255, 1e-3);
    EXPECT_NEAR(facts.stddev[0], 100.0 / 255, 1e-3);
    EXPECT_NEAR(facts.thumbnail[0], 96, 1); // 12 bright rows of the 25 that a point stands for
}

TEST(Shortcuts, areNoneOfHandfulsOfImages)
{
    Table table;
    for (int i = 0; i < 4; ++i)
        table.add(i % 2).width = i % 2 * 50 + 10;
    EXPECT_THAT(shortcutsOf(table.dataset, table.facts), IsEmpty());
}

TEST(Shortcuts, mustGoHalfTheWayFromTheMajorityToAllRight)
{
    const auto wrongOf = [](int wrong) {
        return shortcutsWhen([wrong](ImageFacts &each, int label, int i) {
            each.width = (i < wrong ? 1 - label : label) * 50 + 10;
        });
    };
    EXPECT_THAT(wrongOf(2), ElementsAre(Shortcut { "size", 0.8 }));
    EXPECT_THAT(wrongOf(3), IsEmpty()) << "0.7 is less than half the way from 0.5 to 1";
}

} // namespace convscope::test
