// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/data/decode/image_decode.h"
#include "core/data/formats/samples.h"
#include "core/data/report/near_duplicates.h"
#include "tests/support/image_files.h"
#include "tests/support/memory_dataset.h"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A part of the cat's photograph; parts at different places are different images.
Image photo(int left, int top, int side = 128)
{
    static const Image whole = decodeImage(sampleBytes("chelsea.png"));
    Image part { 3, side, side, {} };
    for (int y = 0; y < side; ++y) {
        const auto row
            = whole.pixels.begin() + std::ptrdiff_t(((top + y) * whole.width + left) * 3);
        part.pixels.insert(part.pixels.end(), row, row + std::ptrdiff_t(side) * 3);
    }
    return part;
}

/// Value × factor + offset.
Image toned(Image image, double factor, int offset)
{
    for (std::uint8_t &value : image.pixels)
        value = static_cast<std::uint8_t>(std::clamp(value * factor + offset, 0.0, 255.0));
    return image;
}

Image turnedGrey(const Image &image)
{
    Image grey { 1, image.height, image.width, {} };
    for (std::size_t i = 0; i < image.pixels.size(); i += 3)
        grey.pixels.push_back(static_cast<std::uint8_t>(
            0.299 * image.pixels[i] + 0.587 * image.pixels[i + 1] + 0.114 * image.pixels[i + 2]));
    return grey;
}

std::vector<ImageGroup> groupsOf(const MemoryDataset &dataset)
{
    return scanDataset(dataset, 1, noProgress).nearDuplicates;
}

/// Whether the two are a group, among other images.
bool alike(const Image &one, const Image &other)
{
    MemoryDataset dataset({ "a" });
    dataset.add(0, photo(0, 150));
    dataset.add(0, one);
    dataset.add(0, photo(300, 100));
    dataset.add(0, other);
    const auto groups = groupsOf(dataset);
    EXPECT_LE(groups.size(), 1U);
    return !groups.empty() && groups.front().samples == std::vector<std::size_t> { 1, 3 };
}

} // namespace

TEST(NearDuplicates, areFoundAfterSavingResizingAndBrightening)
{
    const Image cat = photo(120, 60);
    EXPECT_TRUE(alike(cat, decodeImage(encodeJpeg(cat, 75))));
    EXPECT_TRUE(alike(cat, decodeImage(encodeJpeg(cat, 40))));
    EXPECT_TRUE(alike(cat, resizedImage(cat, 102, 102)));
    EXPECT_TRUE(alike(cat, resizedImage(cat, 64, 64)));
    EXPECT_TRUE(alike(cat, toned(cat, 1.15, 0)));
    EXPECT_TRUE(alike(cat, toned(cat, 1, -20)));
    EXPECT_TRUE(alike(cat, turnedGrey(cat)));
    const Image all = toned(resizedImage(cat, 102, 102), 1.1, 5);
    EXPECT_TRUE(alike(cat, decodeImage(encodeJpeg(all, 70))));
}

TEST(NearDuplicates, areNotOtherPartsOfThePhotograph)
{
    const Image cat = photo(120, 60);
    EXPECT_FALSE(alike(cat, photo(140, 60)));
    EXPECT_FALSE(alike(cat, photo(120, 90)));
    Image turned = cat;
    for (int y = 0; y < cat.height; ++y)
        for (int x = 0; x < cat.width; ++x)
            for (int c = 0; c < 3; ++c)
                turned.pixels[std::size_t((y * cat.width + x) * 3 + c)]
                    = cat.pixels[std::size_t((x * cat.width + y) * 3 + c)];
    EXPECT_FALSE(alike(cat, turned));
}

TEST(NearDuplicates, areNotEqualImagesAgain)
{
    const Image cat = photo(120, 60);
    MemoryDataset dataset({ "a" });
    dataset.add(0, cat);
    dataset.add(0, cat);
    EXPECT_THAT(groupsOf(dataset), IsEmpty());
    dataset.add(0, toned(cat, 1.1, 0));
    dataset.add(0, toned(cat, 1.1, 0));
    const auto groups = groupsOf(dataset);
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_THAT(groups[0].samples, ElementsAre(0U, 2U)) << "the first of each equal ones";
}

TEST(NearDuplicates, sayWhetherTheyCrossSplitsAndClasses)
{
    MemoryDataset dataset({ "a", "b" });
    for (const auto &[label, split, left] :
        { std::tuple(0, Split::Train, 0), std::tuple(0, Split::Train, 160),
            std::tuple(0, Split::Train, 300), std::tuple(0, Split::Test, 0),
            std::tuple(1, Split::Train, 160), std::tuple(0, Split::Train, 300) })
        dataset.add(label, toned(photo(left, 40), 1, int(dataset.samples().size())), split);
    EXPECT_THAT(groupsOf(dataset),
        ElementsAre(ImageGroup { { 0, 3 }, true, false }, ImageGroup { { 1, 4 }, false, true },
            ImageGroup { { 2, 5 }, false, false }));
}

TEST(NearDuplicates, areNotPlainImagesAndDrawings)
{
    MemoryDataset dataset({ "a" });
    for (int shade = 100; shade < 104; ++shade)
        dataset.add(0, plainImage(40, 40, { std::uint8_t(shade), 90, 90 }));
    for (int at = 10; at < 14; ++at) { // a stroke, a bit further each time
        Image drawing = plainImage(40, 40, { 255 });
        for (int y = 5; y < 35; ++y)
            std::fill_n(drawing.pixels.begin() + y * 40 + at, 12, std::uint8_t { 0 });
        dataset.add(0, drawing);
    }
    EXPECT_THAT(groupsOf(dataset), IsEmpty());
}

TEST(NearDuplicates, areNoFalseAlarmAmongHandwrittenDigits)
{
    EXPECT_THAT(
        scanDataset(*openDataset("sample:digits", noProgress), 0, noProgress).nearDuplicates,
        IsEmpty());
}

TEST(NearDuplicates, ofManyImagesAreFoundWithoutComparingEachWithEach)
{
    constexpr std::size_t kImages = 20'000;
    std::vector<ImageFacts> facts(kImages);
    std::vector<Sample> samples(kImages);
    Rng rng(7);
    for (std::size_t i = 0; i < kImages; ++i) {
        facts[i].width = facts[i].height = 50;
        facts[i].pixels = i;
        facts[i].look = std::uint64_t(rng.next()) << 32U | rng.next();
        for (std::uint8_t &value : facts[i].thumbnail)
            value = static_cast<std::uint8_t>(rng.below(256));
    }
    const auto copy = [&](std::size_t from, std::size_t to, std::uint64_t differingBits) {
        facts[to].look = facts[from].look ^ differingBits;
        facts[to].thumbnail = facts[from].thumbnail;
    };
    copy(17, 19'000, 0);
    copy(400, 401, 0x8080808000808080U); // seven bits, in seven bytes
    copy(400, 12'345, 0x1);
    EXPECT_THAT(nearDuplicates(samples, facts),
        ElementsAre(
            ImageGroup { { 17, 19'000 }, false, false }, ImageGroup { { 400, 401, 12'345 } }));
}

TEST(NearDuplicates, areOneGroupWhereThousandsAreAlike)
{
    constexpr std::size_t kImages = 5'000; // more than are compared with each
    std::vector<ImageFacts> facts(kImages, factsOf(photo(120, 60)));
    for (std::size_t i = 0; i < kImages; ++i)
        facts[i].pixels = i;
    const auto groups = nearDuplicates(std::vector<Sample>(kImages), facts);
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].samples.size(), kImages);
}

} // namespace convscope::test
