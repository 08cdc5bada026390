// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/prepared_image.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr std::uint8_t kWhite = 255;

} // namespace

QImage preparedImage(std::span<const std::uint8_t> pixels, const Shape &shape)
{
    QImage image(shape.w, shape.h, QImage::Format_RGB32);
    const std::size_t green = shape.c == 3 ? shape.area() : 0;
    for (int y = 0; y < shape.h; ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < shape.w; ++x) {
            const std::size_t at = std::size_t(y) * std::size_t(shape.w) + std::size_t(x);
            line[x] = qRgb(pixels[at], pixels[at + green], pixels[at + 2 * green]);
        }
    }
    return image;
}

namespace {

/// The value that each channel of an image of one colour becomes.
std::vector<Scalar> valuesOf(std::uint8_t level, Preprocessing preprocessing)
{
    preprocessing.height = preprocessing.width = 1;
    const std::vector<std::uint8_t> pixel(preprocessing.shape().size(), level);
    std::vector<Scalar> values(pixel.size());
    normalizePixels(pixel, preprocessing, values);
    return values;
}

} // namespace

QImage networkImage(std::span<const Scalar> values, const Preprocessing &preprocessing)
{
    const std::vector<Scalar> black = valuesOf(0, preprocessing);
    const std::vector<Scalar> white = valuesOf(kWhite, preprocessing);
    const Shape shape = preprocessing.shape();
    std::vector<std::uint8_t> pixels(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t c = i / shape.area();
        const Scalar part = (values[i] - black[c]) / (white[c] - black[c]);
        pixels[i] = std::uint8_t(std::lround(std::clamp(part, Scalar(0), Scalar(1)) * kWhite));
    }
    return preparedImage(pixels, shape);
}

} // namespace convscope
