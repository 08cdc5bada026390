// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/prepare/image_facts.h"
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/data/dataset/dataset.h"
#include "core/data/decode/opencv_setup.h"
#include <algorithm>
#include <bit>
#include <cstring>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace convscope {

namespace {

/// Four hashes of every fourth word side by side, because one alone waits for itself: each step
/// takes the one before.
std::uint64_t hashOf(const Image &image)
{
    constexpr std::size_t kLanes = 4;
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    // Odd numbers without a pattern: the first digits of π, e, √2 and √3.
    constexpr std::array<std::uint64_t, kLanes> kFactors { 0x243f6a8885a308d3, 0xb7e151628aed2a6b,
        0x6a09e667f3bcc909, 0xbb67ae8584caa73b };
    std::array<std::uint64_t, kLanes> lanes = kFactors;
    const std::span<const std::uint8_t> pixels = image.pixels;
    std::size_t at = 0;
    for (; at + kLanes * kWord <= pixels.size(); at += kLanes * kWord)
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            std::uint64_t word = 0;
            std::memcpy(&word, pixels.data() + at + lane * kWord, kWord);
            lanes[lane] = std::rotl(lanes[lane] ^ word, 29) * kFactors[lane];
        }
    Hasher hasher;
    hasher.add(static_cast<std::uint64_t>(image.channels))
        .add(static_cast<std::uint64_t>(image.width));
    for (const std::uint64_t lane : lanes)
        hasher.add(lane);
    return hasher.add(pixels.subspan(at)).digest();
}

/// A header without a copy; only read from.
cv::Mat matrixOf(const Image &image)
{
    return { image.height, image.width, CV_8UC(image.channels),
        const_cast<std::uint8_t *>( // NOLINT(cppcoreguidelines-pro-type-const-cast)
            image.pixels.data()) };
}

Thumbnail thumbnailOf(const cv::Mat &image)
{
    constexpr int kSide = static_cast<int>(kThumbnailSide);
    cv::Mat small;
    cv::resize(image, small, cv::Size(kSide, kSide), 0, 0, cv::INTER_AREA);
    if (small.channels() == 3)
        cv::cvtColor(small, small, cv::COLOR_RGB2GRAY);
    Thumbnail thumbnail {};
    std::copy(small.begin<std::uint8_t>(), small.end<std::uint8_t>(), thumbnail.begin());
    return thumbnail;
}

bool isColour(const Image &image)
{
    if (image.channels == 1)
        return false;
    for (std::size_t i = 0; i + 2 < image.pixels.size(); i += 3)
        if (image.pixels[i] != image.pixels[i + 1] || image.pixels[i] != image.pixels[i + 2])
            return true;
    return false;
}

} // namespace

ImageFacts factsOf(const Image &image)
{
    setUpOpenCv();
    const cv::Mat matrix = matrixOf(image);
    cv::Scalar mean;
    cv::Scalar stddev;
    cv::meanStdDev(matrix, mean, stddev);
    ImageFacts facts { .width = image.width,
        .height = image.height,
        .colour = isColour(image),
        .pixels = hashOf(image),
        .content = {},
        .thumbnail = thumbnailOf(matrix),
        .mean = {},
        .stddev = {},
        .problem = {} };
    for (int c = 0; c < 3; ++c) {
        const int from = image.channels == 3 ? c : 0;
        facts.mean.at(static_cast<std::size_t>(c)) = static_cast<float>(mean[from] / 255);
        facts.stddev.at(static_cast<std::size_t>(c)) = static_cast<float>(stddev[from] / 255);
    }
    return facts;
}

ImageFacts factsOf(const Dataset &dataset, std::size_t i)
{
    try {
        const StoredImage stored = dataset.stored(i);
        ImageFacts facts = factsOf(stored.image);
        facts.content = stored.content;
        return facts;
    } catch (const Error &error) {
        ImageFacts facts;
        facts.problem = error.what();
        return facts;
    }
}

} // namespace convscope
