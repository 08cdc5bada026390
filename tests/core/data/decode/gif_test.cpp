// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/data/decode/image_decode.h"
#include "core/data/decode/image_header.h"
#include "tests/support/gif_files.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using testing::HasSubstr;
using testing::StartsWith;

const Bytes kRedGreenBlue { 255, 0, 0, 0, 255, 0, 0, 0, 255 };

std::string reasonOf(const Bytes &bytes)
{
    try {
        decodeImage(bytes);
    } catch (const Error &error) {
        return error.what();
    }
    return "decoded";
}

Bytes followedBy(Bytes a, const Bytes &b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

} // namespace

TEST(Gif, everyPixelIsDelivered)
{
    const Image image = patternImage(13, 7);
    EXPECT_EQ(decodeImage(encodeGif(image)), image);
    const Image large = patternImage(300, 2, 1);
    EXPECT_EQ(decodeImage(encodeGif(large)).pixels[3 * 299], large.pixels[299])
        << "the table of codes is emptied on the way";
}

TEST(Gif, interlacedRowsComeWhereTheyBelong)
{
    for (const int height : { 1, 2, 3, 5, 8, 9, 17 }) {
        const Image image = patternImage(3, height, 1);
        GifParts parts { 3, height, {}, { { 0, 0, 3, height, {}, {}, true } } };
        for (int value = 0; value < 256; ++value)
            parts.palette.insert(parts.palette.end(), 3, static_cast<std::uint8_t>(value));
        parts.frames[0].indices = image.pixels;
        const Image decoded = decodeImage(makeGif(parts));
        for (std::size_t i = 0; i < image.pixels.size(); ++i)
            ASSERT_EQ(decoded.pixels[3 * i], image.pixels[i]) << height << " rows, pixel " << i;
    }
}

TEST(Gif, aFrameWithItsOwnPaletteUsesIt)
{
    const Bytes own { 9, 8, 7, 6, 5, 4 };
    EXPECT_EQ(
        decodeImage(makeGif({ 2, 1, kRedGreenBlue, { { 0, 0, 2, 1, { 1, 0 }, own } } })).pixels,
        (Bytes { 6, 5, 4, 9, 8, 7 }));
    EXPECT_EQ(decodeImage(makeGif({ 1, 1, {}, { { 0, 0, 1, 1, { 1 }, own } } })).pixels,
        (Bytes { 6, 5, 4 }));
    EXPECT_THAT(reasonOf(makeGif({ 1, 1, {}, { { 0, 0, 1, 1, { 1 }, {} } } })),
        HasSubstr("without colours"));
}

TEST(Gif, whatIsTransparentOrNotDrawnIsWhite)
{
    const GifFrame middle { 1, 1, 2, 1, { 0, 2 }, {}, false, 2 };
    const Image image = decodeImage(makeGif({ 4, 3, kRedGreenBlue, { middle } }));
    Bytes expected(4 * 3 * 3, 255);
    expected[(4 + 1) * 3 + 1] = expected[(4 + 1) * 3 + 2] = 0; // one red pixel
    EXPECT_EQ(image.width, 4);
    EXPECT_EQ(image.pixels, expected);
}

TEST(Gif, ofAnAnimationTheFirstFrameCounts)
{
    const GifFrame first { 0, 0, 1, 1, { 1 }, {} }, second { 0, 0, 1, 1, { 2 }, {} };
    EXPECT_EQ(decodeImage(makeGif({ 1, 1, kRedGreenBlue, { first, second } })).pixels,
        (Bytes { 0, 255, 0 }));
}

TEST(Gif, aFrameBeyondTheScreenWidensTheImage)
{
    const Image image
        = decodeImage(makeGif({ 1, 1, kRedGreenBlue, { { 1, 1, 1, 1, { 0 }, {} } } }));
    EXPECT_EQ(image.width, 2);
    EXPECT_EQ(image.height, 2);
    EXPECT_EQ(image.pixels, (Bytes { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0 }));
}

TEST(Gif, garbageAfterTheEndDoesNotMatter)
{
    const Image image = patternImage(5, 4);
    EXPECT_EQ(decodeImage(followedBy(encodeGif(image), { 1, 2, 3 })), image);
}

TEST(Gif, cutOffAnywhereIsAnErrorAndNeverAImage)
{
    const Bytes whole = encodeGif(patternImage(9, 5));
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        ASSERT_THROW(decodeImage(part), Error) << "cut to " << length;
    }
    EXPECT_THAT(reasonOf({ whole.begin(), whole.end() - 1 }), StartsWith("truncated: "));
}

TEST(Gif, withBytesChangedIsDecodedOrRefusedButNothingElseHappens)
{
    const Bytes whole = encodeGif(patternImage(9, 5));
    Rng rng(3);
    int refused = 0;
    for (int round = 0; round < 2000; ++round) {
        Bytes changed = whole;
        for (int i = 0; i < 3; ++i)
            changed[rng.below(static_cast<std::uint32_t>(changed.size()))]
                = static_cast<std::uint8_t>(rng.below(256));
        changed[7] = changed[9] = 0; // not so large that it takes long
        refused += reasonOf(changed) == "decoded" ? 0 : 1;
    }
    EXPECT_GT(refused, 100);
}

TEST(Gif, aHeaderBombIsRefusedBeforeMemoryIsTaken)
{
    const GifFrame small { 0, 0, 1, 1, { 0 }, {} };
    EXPECT_EQ(
        reasonOf(makeGif({ 20'000, 20'000, kRedGreenBlue, { small } })), "too large: 20000×20000");
    const GifFrame far { 65'535, 65'535, 1, 1, { 0 }, {} };
    EXPECT_EQ(reasonOf(makeGif({ 1, 1, kRedGreenBlue, { far } })), "too large: 65536×65536");
    Bytes bytes = makeGif({ 1, 1, kRedGreenBlue, { small } });
    const std::size_t frame = 13 + 12; // after the screen and a palette of four
    ASSERT_EQ(bytes.at(frame), 0x2c);
    bytes[frame + 5] = bytes[frame + 7] = 0x20, bytes[frame + 6] = bytes[frame + 8] = 0x4e;
    EXPECT_EQ(reasonOf(bytes), "too large: 20000×20000");
}

TEST(Gif, whatMakesNoSenseIsDamaged)
{
    EXPECT_THAT(reasonOf(makeGif({ 1, 1, kRedGreenBlue, {} })), HasSubstr("without pixels"));
    EXPECT_THAT(reasonOf(makeGif({ 1, 1, kRedGreenBlue, { { 0, 0, 1, 1, { 200 }, {} } } })),
        HasSubstr("does not define"));
    EXPECT_THAT(reasonOf(makeGif({ 3, 3, kRedGreenBlue, { { 0, 0, 3, 3, {}, {} } } })),
        StartsWith("damaged"));
    Bytes odd = makeGif({ 1, 1, kRedGreenBlue, { { 0, 0, 1, 1, { 0 }, {} } } });
    odd[13 + 12] = 0x77;
    EXPECT_THAT(reasonOf(odd), HasSubstr("unknown block"));
}

TEST(Gif, isKnownByItsSignature)
{
    const Bytes old { 'G', 'I', 'F', '8', '7', 'a' };
    EXPECT_EQ(recognizeImage(old), ImageKind::Gif);
    const Bytes other { 'G', 'I', 'F', '8', '8', 'a' };
    EXPECT_THROW(recognizeImage(other), Error);
}

} // namespace convscope::test
