// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/image_draw.h"
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

} // namespace convscope
