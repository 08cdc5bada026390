// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/image_draw.h"
#include <cassert>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace convscope {

namespace {
constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kScale = 0.38;
constexpr int kBaseline = 3;
} // namespace

void drawText(Image &image, int x, int y, const std::string &text)
{
    cv::Mat pixels(image.height, image.width, CV_8UC(image.channels), image.pixels.data());
    cv::putText(pixels, text, { x, y + kTextHeight - kBaseline }, kFont, kScale,
        cv::Scalar::all(30), 1, cv::LINE_AA);
}

int textWidth(const std::string &text)
{
    return cv::getTextSize(text, kFont, kScale, 1, nullptr).width;
}

std::vector<std::uint8_t> encodePng(const Image &image)
{
    assert(!image.pixels.empty());
    cv::Mat pixels(image.height, image.width, CV_8UC(image.channels),
        const_cast<std::uint8_t *>(image.pixels.data()));
    if (image.channels == 3)
        cv::cvtColor(pixels, pixels, cv::COLOR_RGB2BGR);
    std::vector<std::uint8_t> bytes;
    cv::imencode(".png", pixels, bytes);
    return bytes;
}

} // namespace convscope
