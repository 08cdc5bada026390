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

Image part(const Image &image, int left, int top, int side)
{
    Image result { image.channels, side, side, {} };
    for (int y = top; y < top + side; ++y) {
        const auto row
            = image.pixels.begin() + std::ptrdiff_t((y * image.width + left) * image.channels);
        result.pixels.insert(result.pixels.end(), row, row + std::ptrdiff_t(side) * image.channels);
    }
    return result;
}

/// One of the eight ways to lay a square.
Image laid(const Image &image, int way)
{
    Image result = image;
    const int side = image.width;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            int row = (way & 2) != 0 ? side - 1 - y : y;
            int column = (way & 1) != 0 ? side - 1 - x : x;
            if ((way & 4) != 0)
                std::swap(row, column);
            std::copy_n(image.pixels.begin() + (row * side + column) * image.channels,
                image.channels, result.pixels.begin() + (y * side + x) * image.channels);
        }
    return result;
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
    EXPECT_FALSE(alike(cat, part(photo(120, 60), 0, 0, 96)));
}

TEST(NearDuplicates, areFoundAfterMirroringAndTurning)
{
    const Image cat = photo(120, 60);
    for (int way = 1; way < 8; ++way)
        EXPECT_TRUE(alike(cat, laid(cat, way))) << way;
}

TEST(NearDuplicates, areFoundAfterCuttingUpToATenth)
{
    const Image cat = photo(120, 60);
    for (const auto &[left, top] :
        { std::pair(0, 0), { 12, 0 }, { 0, 12 }, { 12, 12 }, { 6, 6 } }) {
        EXPECT_TRUE(alike(cat, part(cat, left, top, 116))) << left << ", " << top;
        EXPECT_TRUE(alike(cat, resizedImage(part(cat, left, top, 116), 128, 128)));
    }
    Image all = toned(laid(part(cat, 3, 9, 118), 5), 0.85, 10);
    EXPECT_TRUE(alike(cat, decodeImage(encodeJpeg(all, 60))));
}

TEST(NearDuplicates, areFoundInNoiseOfFewPixels)
{
    Rng rng(3);
    Image noise { 1, 12, 12, {} };
    for (int i = 0; i < 144; ++i)
        noise.pixels.push_back(static_cast<std::uint8_t>(100 + rng.below(40)));
    EXPECT_TRUE(alike(noise, decodeImage(encodeJpeg(laid(noise, 1), 92))));
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

TEST(NearDuplicates, ofManyImagesAreFoundWithoutLookingAtEachPair)
{
    constexpr std::size_t kImages = 3'000;
    std::vector<ImageFacts> facts(kImages);
    Rng rng(7);
    for (std::size_t i = 0; i < kImages; ++i) {
        facts[i].width = facts[i].height = 50;
        facts[i].pixels = i;
        for (std::uint8_t &value : facts[i].thumbnail)
            value = static_cast<std::uint8_t>(rng.below(256));
    }
    const auto copy = [&](std::size_t from, std::size_t to, std::uint32_t noise) {
        for (std::size_t i = 0; i < facts[to].thumbnail.size(); ++i)
            facts[to].thumbnail[i] = static_cast<std::uint8_t>(
                std::min(255U, facts[from].thumbnail[i] + rng.below(1 + noise)));
    };
    copy(17, 2'900, 0);
    copy(400, 401, 20);
    copy(400, 1'345, 5);
    EXPECT_THAT(nearDuplicates(std::vector<Sample>(kImages), facts),
        ElementsAre(
            ImageGroup { { 17, 2'900 }, false, false }, ImageGroup { { 400, 401, 1'345 } }));
}

TEST(NearDuplicates, areTheSameOnAnyNumberOfThreads)
{
    std::vector<ImageFacts> facts;
    for (int i = 0; i < 500; ++i)
        facts.push_back(factsOf(photo(i % 40 * 8, i / 40 * 13, 96)));
    const std::vector<Sample> samples(facts.size());
    EXPECT_EQ(nearDuplicates(samples, facts, 1), nearDuplicates(samples, facts, 3));
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
