// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/picture_facts.h"
#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/data/dataset.h"
#include "core/data/opencv_setup.h"
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace convscope {

namespace {

std::uint64_t hashOf(const Image &image)
{
    return Hasher()
        .add(static_cast<std::uint64_t>(image.channels))
        .add(static_cast<std::uint64_t>(image.width))
        .add(std::span(image.pixels))
        .digest();
}

/// The difference hash: a bit says whether a place of an 8×8 grid is darker than its right
/// neighbour (N. Krawetz, "Kind of Like That", 2013).
std::uint64_t lookOf(const cv::Mat &picture)
{
    constexpr int kSide = 8;
    cv::Mat small;
    cv::resize(picture, small, cv::Size(kSide + 1, kSide), 0, 0, cv::INTER_AREA);
    if (small.channels() == 3)
        cv::cvtColor(small, small, cv::COLOR_RGB2GRAY);
    std::uint64_t look = 0;
    for (int y = 0; y < kSide; ++y)
        for (int x = 0; x < kSide; ++x)
            look = look << 1U
                | static_cast<std::uint64_t>(
                    small.at<std::uint8_t>(y, x) < small.at<std::uint8_t>(y, x + 1));
    return look;
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

PictureFacts factsOf(const Image &image)
{
    setUpOpenCv();
    // A header without a copy; only read from.
    const cv::Mat picture(image.height, image.width, CV_8UC(image.channels),
        const_cast<std::uint8_t *>(
            image.pixels.data())); // NOLINT(cppcoreguidelines-pro-type-const-cast)
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(picture, mean, deviation);
    PictureFacts facts { .width = image.width,
        .height = image.height,
        .colour = isColour(image),
        .pixels = hashOf(image),
        .look = lookOf(picture),
        .mean = {},
        .deviation = {},
        .problem = {} };
    for (int c = 0; c < 3; ++c) {
        const int from = image.channels == 3 ? c : 0;
        facts.mean.at(static_cast<std::size_t>(c)) = static_cast<float>(mean[from] / 255);
        facts.deviation.at(static_cast<std::size_t>(c)) = static_cast<float>(deviation[from] / 255);
    }
    return facts;
}

PictureFacts factsOf(const Dataset &dataset, std::size_t i)
{
    try {
        return factsOf(dataset.image(i));
    } catch (const Error &error) {
        PictureFacts facts;
        facts.problem = error.what();
        return facts;
    }
}

} // namespace convscope
