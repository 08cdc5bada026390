// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/data/decode/image_decode.h"
#include "core/io/report/gif_animation.h"
#include <gtest/gtest.h>
#include <set>
#include <span>

using namespace convscope;

namespace {

Image plain(int width, int height, std::uint8_t red, std::uint8_t green, std::uint8_t blue)
{
    Image image { 3, height, width, {} };
    for (int i = 0; i < width * height; ++i)
        image.pixels.insert(image.pixels.end(), { red, green, blue });
    return image;
}

/// Walks the blocks as the specification has them (GIF89a, W3C), independently of the writer.
struct GifWalk {
    int width = 0, height = 0, images = 0;
    bool playsForEver = false;
    std::vector<int> delays;

    explicit GifWalk(const std::string &gif)
    {
        const auto byte = [&](std::size_t at) {
            return int(std::uint8_t(gif.at(at)));
        };
        const auto word = [&](std::size_t at) {
            return byte(at) + 256 * byte(at + 1);
        };
        const auto table = [&](int packed) {
            return packed & 0x80 ? 3U << ((packed & 7) + 1) : 0U;
        };
        const auto skipBlocks = [&](std::size_t at) {
            while (byte(at) != 0)
                at += std::size_t(byte(at)) + 1;
            return at + 1;
        };
        EXPECT_EQ(gif.substr(0, 6), "GIF89a");
        width = word(6);
        height = word(8);
        std::size_t at = 13 + table(byte(10));
        while (byte(at) != 0x3B) {
            if (byte(at) == 0x21) {
                if (byte(at + 1) == 0xF9)
                    delays.push_back(word(at + 4));
                if (byte(at + 1) == 0xFF)
                    playsForEver = gif.substr(at + 3, 11) == "NETSCAPE2.0" && word(at + 16) == 0;
                at = skipBlocks(at + 2);
            } else {
                EXPECT_EQ(byte(at), 0x2C);
                ++images;
                at = skipBlocks(at + 10 + table(byte(at + 9)) + 1);
            }
        }
        EXPECT_EQ(at + 1, gif.size());
    }
};

} // namespace

TEST(GifAnimation, HoldsEveryImageWithItsTimeAndPlaysForEver)
{
    GifAnimation animation(0.25);
    for (const int level : { 10, 100, 200 })
        animation.add(plain(17, 9, std::uint8_t(level), 0, 255));
    const GifWalk walk(animation.finish());
    EXPECT_EQ(walk.width, 17);
    EXPECT_EQ(walk.height, 9);
    EXPECT_EQ(walk.images, 3);
    EXPECT_EQ(walk.delays, (std::vector<int> { 25, 25, 25 }));
    EXPECT_TRUE(walk.playsForEver);
}

TEST(GifAnimation, IsReadBackToThePixelWhereTheColoursFit)
{
    Image image = plain(16, 16, 0, 0, 0);
    for (std::size_t i = 0; i < 256; ++i)
        image.pixels[3 * i + 1] = std::uint8_t(i);
    GifAnimation animation(0.1);
    animation.add(image);
    const std::string gif = animation.finish();
    EXPECT_EQ(
        decodeImage({ reinterpret_cast<const std::uint8_t *>(gif.data()), gif.size() }), image);
}

TEST(GifAnimation, ComesCloseWhereThereAreMoreColoursThanItHolds)
{
    Image image { 3, 64, 64, {} };
    for (int i = 0; i < 64 * 64; ++i)
        image.pixels.insert(image.pixels.end(),
            { std::uint8_t(i / 16), std::uint8_t(255 - i / 16), std::uint8_t(i % 64) });
    const IndexedImage indexed = indexedImage(image);
    ASSERT_LE(indexed.colours.size(), 3U * 256);
    EXPECT_EQ(indexed.indices.size(), 64U * 64);
    double sum = 0;
    for (std::size_t i = 0; i < indexed.indices.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c)
            sum += std::abs(
                int(indexed.colours[3U * indexed.indices[i] + c]) - int(image.pixels[3 * i + c]));
    EXPECT_LT(sum / double(image.pixels.size()), 4);
}

TEST(GifAnimation, RefusesImagesOfAnotherSize)
{
    GifAnimation animation(0.1);
    animation.add(plain(4, 4, 1, 2, 3));
    EXPECT_THROW(animation.add(plain(5, 4, 1, 2, 3)), Error);
}
