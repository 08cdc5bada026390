// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/base/words.h"
#include "core/data/decode/image_decode.h"
#include "core/data/decode/image_file.h"
#include "core/data/formats/samples.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <algorithm>
#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <map>

namespace convscope::test {

namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string decodingFailure(const Bytes &bytes)
{
    try {
        decodeImage(bytes);
    } catch (const Error &error) {
        return error.what();
    }
    return "decoded";
}

Bytes bytesOfText(std::string_view content)
{
    return { content.begin(), content.end() };
}

std::array<int, 3> pixel(const Image &image, int x, int y)
{
    const int index = (y * image.width + x) * image.channels;
    const auto at = static_cast<std::size_t>(index);
    return { image.pixels.at(at), image.pixels.at(at + 1), image.pixels.at(at + 2) };
}

Image fixture(const std::string &name)
{
    return readImage(std::filesystem::path(TEST_SOURCE_DIR) / "data" / name);
}

/// Where the upright image's pixel (x, y) is stored, by EXIF's definition of the orientations.
std::pair<int, int> storedAt(int orientation, int x, int y, int width, int height)
{
    switch (orientation) {
    case 2:
        return { width - 1 - x, y };
    case 3:
        return { width - 1 - x, height - 1 - y };
    case 4:
        return { x, height - 1 - y };
    case 5:
        return { y, x };
    case 6:
        return { y, height - 1 - x };
    case 7:
        return { width - 1 - y, height - 1 - x };
    case 8:
        return { width - 1 - y, x };
    default:
        return { x, y };
    }
}

void expectUpright(const Image &stored, const Image &upright, int orientation, int tolerance)
{
    const bool turned = orientation >= 5;
    ASSERT_EQ(upright.width, turned ? stored.height : stored.width);
    ASSERT_EQ(upright.height, turned ? stored.width : stored.height);
    for (int y = 0; y < upright.height; ++y) {
        for (int x = 0; x < upright.width; ++x) {
            const auto [fromX, fromY] = storedAt(orientation, x, y, stored.width, stored.height);
            EXPECT_NEAR(upright.pixels.at(static_cast<std::size_t>(y * upright.width + x)),
                stored.pixels.at(static_cast<std::size_t>(fromY * stored.width + fromX)), tolerance)
                << "orientation " << orientation << " at " << x << "," << y;
        }
    }
}

class EachFormat : public testing::TestWithParam<const char *> { };

} // namespace

class LosslessFormat : public EachFormat { };

TEST_P(LosslessFormat, deliversEveryColourPixelAsItWas)
{
    const Image image = patternImage(13, 7);
    EXPECT_EQ(decodeImage(encodeImage(image, GetParam())), image);
}

INSTANTIATE_TEST_SUITE_P(
    Decode, LosslessFormat, testing::Values(".png", ".bmp", ".tiff", ".ppm", ".webp"));

TEST_P(EachFormat, cutOffAnywhereIsAnErrorAndNeverAImage)
{
    const Bytes whole = encodeImage(patternImage(9, 5), GetParam());
    ASSERT_NO_THROW(decodeImage(whole));
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        ASSERT_THROW(decodeImage(part), Error) << GetParam() << " cut to " << length;
    }
    const Bytes most(whole.begin(), whole.end() - 1);
    EXPECT_THAT(decodingFailure(most), StartsWith("truncated: "));
}

TEST_P(EachFormat, cutOffIsNamedAsWhatItIsWithHowMuchIsThere)
{
    static const std::map<std::string, std::string> names { { ".png", "PNG of 90×50" },
        { ".jpg", "JPEG of 90×50" }, { ".bmp", "BMP" }, { ".tiff", "TIFF" }, { ".ppm", "PNM" },
        { ".webp", "WebP" } };
    const Bytes whole = encodeImage(patternImage(90, 50), GetParam());
    const Bytes half(whole.begin(), whole.begin() + std::ptrdiff_t(whole.size() / 2));
    const std::string reason = decodingFailure(half);
    EXPECT_THAT(
        reason, StartsWith("truncated: this " + names.at(GetParam()) + " is damaged, only "));
    if (std::string(GetParam()) == ".png")
        EXPECT_THAT(
            reason, testing::ContainsRegex("only the first [1-4]?[0-9] of its 50 rows are there"));
    else
        EXPECT_THAT(reason, HasSubstr(grouped(half.size())));
}

TEST_P(EachFormat, withBytesChangedIsDecodedOrRefusedButNothingElseHappens)
{
    const Bytes whole = encodeImage(patternImage(9, 5), GetParam());
    Rng rng(7);
    for (int round = 0; round < 400; ++round) {
        Bytes changed = whole;
        for (int i = 0; i < 3; ++i)
            changed[rng.below(static_cast<std::uint32_t>(changed.size()))]
                = static_cast<std::uint8_t>(rng.below(256));
        try {
            const Image image = decodeImage(changed);
            EXPECT_EQ(image.pixels.size(),
                static_cast<std::size_t>(image.channels * image.width * image.height));
        } catch (const Error &error) {
            EXPECT_THAT(error.what(), testing::Not(HasSubstr("OpenCV")));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Decode, EachFormat, testing::Values(".png", ".jpg", ".bmp", ".tiff", ".ppm", ".webp"));

TEST(ImageDecode, greyImagesKeepOneChannel)
{
    const Image grey = patternImage(11, 6, 1);
    for (const char *extension : { ".png", ".pgm", ".tiff" })
        EXPECT_EQ(decodeImage(encodeImage(grey, extension)), grey) << extension;
    EXPECT_EQ(decodeImage(encodeImage(grey, ".jpg")).channels, 1);
}

TEST(ImageDecode, jpegColoursComeInRedGreenBlueOrder)
{
    const auto colour
        = pixel(decodeImage(encodeImage(plainImage(8, 8, { 200, 100, 50 }), ".jpg")), 3, 3);
    EXPECT_NEAR(colour[0], 200, 2);
    EXPECT_NEAR(colour[1], 100, 2);
    EXPECT_NEAR(colour[2], 50, 2);
}

TEST(ImageDecode, alphaIsLaidOverWhite)
{
    Image image { 4, 1, 3, { 10, 20, 30, 0, 10, 20, 30, 255, 0, 100, 200, 51 } };
    for (const char *extension : { ".png", ".webp" }) {
        const Image flat = decodeImage(encodeImage(image, extension));
        EXPECT_EQ(pixel(flat, 0, 0), (std::array { 255, 255, 255 })) << extension;
        EXPECT_EQ(pixel(flat, 1, 0), (std::array { 10, 20, 30 })) << extension;
        // A fifth of the colour and four fifths of white.
        EXPECT_EQ(pixel(flat, 2, 0), (std::array { 204, 224, 244 })) << extension;
    }
}

TEST(ImageDecode, aBitmapWhoseFourthByteIsUnusedIsSolid)
{
    const Image image { 4, 1, 2, { 10, 20, 30, 0, 40, 50, 60, 0 } };
    const Image expected { 3, 1, 2, { 10, 20, 30, 40, 50, 60 } };
    EXPECT_EQ(decodeImage(encodeImage(image, ".bmp")), expected);
}

TEST(ImageDecode, sixteenBitsBecomeEight)
{
    const Image image = patternImage(5, 4);
    EXPECT_EQ(decodeImage(encodeImage16(image, ".png")), image);
    EXPECT_EQ(decodeImage(encodeImage16(image, ".tiff")), image);
    const Bytes pgm { 'P', '5', '\n', '2', ' ', '1', '\n', '6', '5', '5', '3', '5', '\n', 0xff,
        0xff, 0x80, 0x00 };
    EXPECT_EQ(decodeImage(pgm).pixels, (Bytes { 255, 128 }));
}

TEST(ImageDecode, aPnmsOwnWhiteBecomesWhite)
{
    EXPECT_EQ(
        decodeImage(bytesOfText("P2\n# comment\n2 1\n15\n15 7\n")).pixels, (Bytes { 255, 119 }));
    EXPECT_EQ(decodeImage(bytesOfText("P2\n2 1\n4095\n4095 2048\n")).pixels, (Bytes { 255, 128 }));
    const Bytes binary { 'P', '5', '\n', '2', ' ', '1', '\n', '1', '5', '\n', 15, 7 };
    EXPECT_EQ(decodeImage(binary).pixels, (Bytes { 255, 119 }));
    EXPECT_EQ(decodeImage(bytesOfText("P1\n4 1\n0 1 0 1\n")).pixels, (Bytes { 255, 0, 255, 0 }));
}

TEST(ImageDecode, aPalettePngHasItsColours)
{
    const Bytes palette = pngChunk("PLTE", { 255, 0, 0, 0, 0, 255 });
    const Bytes png = makePng({ 2, 1, 8, 3, { 0, 1, 0 }, palette });
    EXPECT_EQ(decodeImage(png), (Image { 3, 1, 2, { 0, 0, 255, 255, 0, 0 } }));
}

TEST(ImageDecode, oneBitAndGreyWithAlphaStayGrey)
{
    const Bytes oneBit = makePng({ 8, 1, 1, 0, { 0, 0b10110000 }, {} });
    EXPECT_EQ(decodeImage(oneBit), (Image { 1, 1, 8, { 255, 0, 255, 255, 0, 0, 0, 0 } }));
    const Bytes greyAlpha = makePng({ 2, 1, 8, 4, { 0, 100, 255, 100, 0 }, {} });
    EXPECT_EQ(decodeImage(greyAlpha), (Image { 1, 1, 2, { 100, 255 } }));
}

TEST(ImageDecode, aPaletteTiffHasItsColours)
{
    const Image image = fixture("palette.tif");
    EXPECT_EQ(pixel(image, 0, 0), (std::array { 200, 100, 50 }));
    EXPECT_EQ(pixel(image, 3, 0), (std::array { 0, 255, 0 }));
}

TEST(ImageDecode, oddFilesOfOtherProgramsAreRead)
{
    EXPECT_EQ(fixture("bilevel.tif").pixels, (Bytes { 0, 255, 0, 255, 0, 255, 0, 255 }));
    EXPECT_EQ(fixture("progressive.jpg").channels, 1);
    EXPECT_EQ(pixel(fixture("run_lengths.bmp"), 7, 0), (std::array { 255, 255, 255 }));
    EXPECT_EQ(pixel(fixture("run_lengths.bmp"), 7, 7), (std::array { 0, 0, 255 }));
    const auto cmyk = pixel(fixture("cmyk.jpg"), 8, 8);
    EXPECT_NEAR(cmyk[0], 200, 2);
    EXPECT_NEAR(cmyk[1], 100, 2);
    EXPECT_NEAR(cmyk[2], 50, 2);
}

TEST(ImageDecode, everyExifOrientationStandsUpright)
{
    const Image stored = patternImage(3, 2, 1);
    Image blocks = plainImage(16, 8, { 20 });
    for (std::size_t i = 0; i < blocks.pixels.size(); ++i)
        blocks.pixels[i] = static_cast<std::uint8_t>((i % 16 < 8 ? 40 : 200) + (i < 64 ? 0 : 30));
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const bool bigEndian = orientation % 2 == 0;
        const Bytes extra = pngChunk("eXIf", exifBlock(orientation, bigEndian));
        const Bytes rows { 0, stored.pixels[0], stored.pixels[1], stored.pixels[2], 0,
            stored.pixels[3], stored.pixels[4], stored.pixels[5] };
        expectUpright(stored, decodeImage(makePng({ 3, 2, 8, 0, rows, extra })), orientation, 0);
        const Bytes jpeg = jpegWithExif(encodeImage(blocks, ".jpg"), orientation, bigEndian);
        expectUpright(blocks, decodeImage(jpeg), orientation, 4);
    }
}

TEST(ImageDecode, aTurnedWebpStandsUpright)
{
    const Image stored = patternImage(6, 4);
    const Bytes plain = encodeImage(stored, ".webp"); // "RIFF", length, "WEBP", one VP8L chunk
    const Bytes exif = exifBlock(3, true);
    const auto size = static_cast<std::uint8_t>(plain.size() - 8 + 18 + 8 + exif.size());
    Bytes webp { 'R', 'I', 'F', 'F', size, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'X', 10, 0,
        0, 0, 8, 0, 0, 0, 5, 0, 0, 3, 0, 0 };
    ASSERT_LT(plain.size() + exif.size(), 200U);
    webp.insert(webp.end(), plain.begin() + 12, plain.end());
    for (const char c : { 'E', 'X', 'I', 'F' })
        webp.push_back(static_cast<std::uint8_t>(c));
    webp.insert(webp.end(), { static_cast<std::uint8_t>(exif.size()), 0, 0, 0 });
    webp.insert(webp.end(), exif.begin(), exif.end());
    const Image upright = decodeImage(webp);
    EXPECT_EQ(pixel(upright, 0, 0), pixel(stored, 5, 3));
    EXPECT_EQ(pixel(upright, 4, 1), pixel(stored, 1, 2));
}

TEST(ImageDecode, aTurnedTiffStandsUpright)
{
    const Image image = fixture("turned_right.tif"); // three pixels wide as stored
    ASSERT_EQ(image.width, 2);
    EXPECT_EQ(pixel(image, 1, 0), (std::array { 255, 0, 0 }));
    EXPECT_EQ(pixel(image, 0, 2), (std::array { 255, 0, 255 }));
}

TEST(ImageDecode, senselessExifIsNotTheEndOfTheImage)
{
    const Bytes broken = pngChunk("eXIf", { 'M', 'M', 0, 42, 255, 255, 255, 255 });
    EXPECT_EQ(decodeImage(makePng({ 1, 1, 8, 0, { 0, 77 }, broken })).pixels, (Bytes { 77 }));
    EXPECT_EQ(
        decodeImage(jpegWithExif(encodeImage(plainImage(8, 16, { 9 }), ".jpg"), 99, true)).width,
        8);
}

TEST(ImageDecode, whatIsNoImageIsRefusedWithTheReasonAlone)
{
    EXPECT_EQ(decodingFailure({}), "empty file");
    EXPECT_EQ(decodingFailure(bytesOfText("just some text")), "not an image");
    EXPECT_EQ(
        decodingFailure(bytesOfText("BMW is not a bitmap, whatever it says")), "not an image");
    EXPECT_EQ(decodingFailure(bytesOfText("%PDF-1.4 and so on")),
        "not a supported image: save the PDF file as PNG or JPEG");
    EXPECT_THAT(decodingFailure(bytesOfText(std::string_view("\0\0\0\x18"
                                                             "ftypheic",
                    12))),
        HasSubstr("HEIC"));
}

TEST(ImageDecode, anAnimationIsRefusedBeforeDecoding)
{
    Bytes webp = bytesOfText("RIFF....WEBPVP8X");
    webp[4] = 22, webp[5] = webp[6] = webp[7] = 0;
    webp.insert(webp.end(), { 10, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 7, 0, 0 });
    EXPECT_THAT(decodingFailure(webp), HasSubstr("animation"));
}

TEST(ImageDecode, aHeaderBombIsRefusedBeforeMemoryIsTaken)
{
    EXPECT_EQ(
        decodingFailure(makePng({ 20'000, 20'000, 8, 2, { 0 }, {} })), "too large: 20000×20000");
    EXPECT_EQ(
        decodingFailure(makePng({ 16'000, 16'000, 8, 2, { 0 }, {} })), "too large: 16000×16000");
    EXPECT_EQ(decodingFailure(bytesOfText("P6\n999999999 999999999\n255\n")),
        "too large: 999999999×999999999");
    EXPECT_THAT(
        decodingFailure(bytesOfText("P6\n99999999999999999999 1\n255\n")), StartsWith("damaged: "));
    EXPECT_THAT(decodingFailure(makePng({ 0, 5, 8, 2, { 0 }, {} })), StartsWith("damaged: "));
}

TEST(ImageDecode, aJpegMayBeFollowedByOtherBytes)
{
    Bytes jpeg = encodeImage(plainImage(8, 8, { 90 }), ".jpg");
    jpeg.insert(jpeg.end(), 1000, 0);
    EXPECT_EQ(decodeImage(jpeg).width, 8);
}

TEST(ImageDecode, aJpegWhoseOnlyEndIsThatOfItsPreviewIsTruncated)
{
    const Bytes preview = encodeImage(plainImage(8, 8, { 90 }), ".jpg");
    const Bytes whole = encodeImage(patternImage(32, 32), ".jpg");
    Bytes jpeg { 0xff, 0xd8, 0xff, 0xe1, static_cast<std::uint8_t>((preview.size() + 2) >> 8U),
        static_cast<std::uint8_t>(preview.size() + 2) };
    jpeg.insert(jpeg.end(), preview.begin(), preview.end());
    jpeg.insert(jpeg.end(), whole.begin() + 2, whole.end() - 40);
    EXPECT_THAT(decodingFailure(jpeg), StartsWith("truncated: "));
}

TEST(ImageDecode, aWrongChecksumIsNamed)
{
    Bytes png = encodeImage(patternImage(9, 5), ".png");
    png[png.size() - 20] ^= 1U;
    EXPECT_EQ(decodingFailure(png), "damaged: the checksum of IDAT is wrong");
}

TEST(ImageDecode, nothingIsPrintedOverUsualErrors)
{
    const Bytes chelsea(sampleBytes("chelsea.png").begin(), sampleBytes("chelsea.png").end());
    Bytes wrongSum = chelsea;
    wrongSum[chelsea.size() / 2] ^= 0xffU;
    Bytes jpeg = encodeImage(patternImage(64, 64), ".jpg");
    jpeg.resize(jpeg.size() / 2);
    testing::internal::CaptureStderr();
    decodeImage(chelsea); // its colour profile is one that libpng complains about
    decodingFailure(wrongSum);
    decodingFailure(jpeg);
    decodingFailure(bytesOfText("P5\n4 4\n255\nshort"));
    Bytes tiff = encodeImage(patternImage(9, 5), ".tiff");
    const Bytes photometric { 0x06, 0x01, 0x03, 0x00 }; // without this entry OpenCV gives up
    const auto entry
        = std::search(tiff.begin(), tiff.end(), photometric.begin(), photometric.end());
    ASSERT_NE(entry, tiff.end());
    *entry = 0x05;
    EXPECT_THAT(decodingFailure(tiff), StartsWith("damaged: "));
    std::cerr << "our own words";
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "our own words");
}

TEST(ImageDecode, chelseaIsTheKnownImage)
{
    const Image image = decodeImage(sampleBytes("chelsea.png"));
    ASSERT_EQ(image.channels, 3);
    ASSERT_EQ(image.height, 300);
    ASSERT_EQ(image.width, 451);
    EXPECT_EQ(pixel(image, 0, 0), (std::array { 143, 120, 104 }));
    EXPECT_EQ(pixel(image, 225, 150), (std::array { 190, 150, 124 }));
    EXPECT_EQ(pixel(image, 450, 299), (std::array { 162, 138, 128 }));
}

TEST(ImageFile, saysWhyAFileCannotBeRead)
{
    const TempFolder folder;
    const auto reason = [](const std::filesystem::path &path) -> std::string {
        try {
            readImage(path);
        } catch (const Error &error) {
            return error.what();
        }
        return "read";
    };
    EXPECT_EQ(reason(folder / "nothing.png"), "no such file");
    EXPECT_EQ(reason(folder.path()), "not a file");
    EXPECT_EQ(reason(folder.write("empty.png", "")), "empty file");
    EXPECT_EQ(reason("/dev/null"), "not a file");
    EXPECT_EQ(reason(folder.write("good.png", encodeImage(patternImage(3, 3), ".png"))), "read");
}

TEST(ImageFile, readsNoMoreOfTheStartThanThereIs)
{
    const TempFolder folder;
    const auto path = folder.write("short", "abc");
    EXPECT_EQ(readImageStart(path, 2), (Bytes { 'a', 'b' }));
    EXPECT_EQ(readImageStart(path, 32), (Bytes { 'a', 'b', 'c' }));
}

} // namespace convscope::test
