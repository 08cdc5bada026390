// SPDX-License-Identifier: GPL-3.0-or-later
// Decoding and resizing beside plain calls of OpenCV, and grey beside its formulas.
#include "core/base/error.h"
#include "core/data/decode/image_decode.h"
#include "core/data/formats/samples.h"
#include "core/data/prepare/preprocessing.h"
#include "tests/support/image_files.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace convscope::test {

namespace {

Bytes chelsea()
{
    return { sampleBytes("chelsea.png").begin(), sampleBytes("chelsea.png").end() };
}

/// What OpenCV makes of a file by itself, in RGB.
cv::Mat plainly(const Bytes &bytes)
{
    cv::Mat rgb;
    cv::cvtColor(cv::imdecode(bytes, cv::IMREAD_COLOR), rgb, cv::COLOR_BGR2RGB);
    return rgb;
}

Bytes interleaved(const cv::Mat &image)
{
    const cv::Mat whole = image.clone(); // without gaps between the rows
    return { whole.data, whole.data + whole.total() * whole.elemSize() };
}

Bytes planes(const cv::Mat &image)
{
    std::vector<cv::Mat> channels;
    cv::split(image, channels);
    Bytes result;
    for (const cv::Mat &channel : channels)
        result.insert(result.end(), channel.datastart, channel.dataend);
    return result;
}

Preprocessing stretchedTo(int width, int height, int channels)
{
    return { .channels = channels, .height = height, .width = width, .mean = {}, .stddev = {} };
}

/// A pixel of each of many colours, the pure ones among them.
Image manyColours()
{
    Image image { 3, 1, 0, {} };
    for (int red = 0; red < 256; red += 15)
        for (int green = 0; green < 256; green += 15)
            for (int blue = 0; blue < 256; blue += 15)
                for (const int value : { red, green, blue })
                    image.pixels.push_back(static_cast<std::uint8_t>(value));
    image.width = static_cast<int>(image.pixels.size() / 3);
    return image;
}

/// The grey of each pixel, by these weights, not rounded.
std::vector<double> weighed(const Image &image, double red, double green, double blue)
{
    std::vector<double> result;
    for (std::size_t at = 0; at < image.pixels.size(); at += 3)
        result.push_back(
            red * image.pixels[at] + green * image.pixels[at + 1] + blue * image.pixels[at + 2]);
    return result;
}

} // namespace

TEST(OpenCvAgreement, decodedPixelsAreOpenCvsInEveryFormat)
{
    const Image image = decodeImage(chelsea());
    EXPECT_EQ(image.pixels, interleaved(plainly(chelsea())));
    for (const char *extension : { ".png", ".jpg", ".bmp", ".tiff", ".ppm", ".webp" }) {
        const Bytes file = encodeImage(image, extension);
        EXPECT_EQ(decodeImage(file).pixels, interleaved(plainly(file))) << extension;
    }
}

TEST(OpenCvAgreement, imagesAreTurnedUprightAsOpenCvTurnsThem)
{
    const Bytes jpeg = encodeImage(patternImage(24, 16), ".jpg");
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Bytes file = jpegWithExif(jpeg, orientation, true);
        const cv::Mat expected = plainly(file);
        const Image decoded = decodeImage(file);
        EXPECT_EQ(decoded.width, expected.cols) << orientation;
        EXPECT_EQ(decoded.pixels, interleaved(expected)) << orientation;
    }
}

TEST(OpenCvAgreement, shrinkingIsOpenCvsAreaInterpolation)
{
    const Image image = decodeImage(chelsea());
    const cv::Mat rgb = plainly(chelsea());
    cv::Mat grey;
    cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
    for (const auto &[width, height] : { std::pair(50, 50), std::pair(28, 28), std::pair(64, 48),
             std::pair(451, 100), std::pair(1, 1), std::pair(225, 150), std::pair(450, 299) }) {
        cv::Mat expected;
        cv::resize(rgb, expected, { width, height }, 0, 0, cv::INTER_AREA);
        EXPECT_EQ(preparePixels(image, stretchedTo(width, height, 3)), planes(expected))
            << width << "×" << height;
        cv::resize(grey, expected, { width, height }, 0, 0, cv::INTER_AREA);
        EXPECT_EQ(preparePixels(image, stretchedTo(width, height, 1)), planes(expected))
            << width << "×" << height;
    }
}

TEST(OpenCvAgreement, aWholeNumberOfPixelsIsAveraged)
{
    const Image image = patternImage(30, 20, 1);
    const auto small = preparePixels(image, stretchedTo(6, 4, 1));
    for (std::size_t y = 0; y < 4; ++y) {
        for (std::size_t x = 0; x < 6; ++x) {
            double sum = 0;
            for (std::size_t i = 0; i < 25; ++i)
                sum += image.pixels[(5 * y + i / 5) * 30 + 5 * x + i % 5];
            EXPECT_NEAR(small[y * 6 + x], sum / 25, 0.51) << x << "," << y;
        }
    }
}

TEST(OpenCvAgreement, growingIsOpenCvsBilinearInterpolation)
{
    const Image image = patternImage(9, 7);
    const cv::Mat rgb = plainly(encodeImage(image, ".png"));
    cv::Mat expected;
    cv::resize(rgb, expected, { 20, 30 }, 0, 0, cv::INTER_LINEAR);
    EXPECT_EQ(preparePixels(image, stretchedTo(20, 30, 3)), planes(expected));
}

TEST(Grey, isTheUsualFormulaUpToRounding)
{
    const Image image = manyColours();
    const auto expected = weighed(image, 0.299, 0.587, 0.114);
    const auto grey = preparePixels(image, stretchedTo(image.width, 1, 1));
    for (std::size_t i = 0; i < grey.size(); ++i)
        ASSERT_NEAR(grey[i], expected[i], 1.0) << "pixel " << i;
}

TEST(Grey, isAnotherFormulaWhereThatIsAskedFor)
{
    const Image image = manyColours();
    Preprocessing preprocessing = stretchedTo(image.width, 1, 1);
    preprocessing.grey = Grey::Rec709;
    const auto expected = weighed(image, 0.2125, 0.7154, 0.0721);
    const auto grey = preparePixels(image, preprocessing);
    for (std::size_t i = 0; i < grey.size(); ++i)
        ASSERT_NEAR(grey[i], expected[i], 0.5 + 1e-9) << "pixel " << i;
    const Image alike = plainImage(3, 1, { 77, 77, 77 });
    preprocessing.width = 3;
    EXPECT_EQ(preparePixels(alike, preprocessing), (Bytes { 77, 77, 77 }));
}

TEST(Grey, isSavedWhereItIsNotTheUsualOne)
{
    Preprocessing preprocessing = stretchedTo(8, 8, 1);
    EXPECT_FALSE(toJson(preprocessing).contains("grey")) << "files of older versions stay the same";
    EXPECT_EQ(preprocessingFromJson(toJson(preprocessing)), preprocessing);
    preprocessing.grey = Grey::Rec709;
    EXPECT_EQ(toJson(preprocessing).at("grey"), "rec709");
    EXPECT_EQ(preprocessingFromJson(toJson(preprocessing)), preprocessing);
    auto json = toJson(preprocessing);
    for (const auto &wrong : { nlohmann::json("rec999"), nlohmann::json(7) }) {
        json["grey"] = wrong;
        EXPECT_THROW(preprocessingFromJson(json), Error);
    }
}

TEST(Grey, realImagesAgreeWithOpenCv)
{
    const auto folder = sharedData("blood-300");
    if (!folder)
        GTEST_SKIP() << "the blood cell images are not here; set CONVSCOPE_SHARED";
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::directory_iterator(*folder / "platelet"))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    ASSERT_GE(files.size(), 40U);
    for (std::size_t i = 0; i < 40; ++i) {
        cv::Mat image = cv::imread(files[i].string(), cv::IMREAD_COLOR);
        cv::cvtColor(image, image, cv::COLOR_BGR2GRAY);
        cv::resize(image, image, { 50, 50 }, 0, 0, cv::INTER_AREA);
        EXPECT_EQ(preparePixels(readImage(files[i]), stretchedTo(50, 50, 1)), planes(image))
            << files[i];
    }
}

} // namespace convscope::test
