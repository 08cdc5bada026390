// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/maps/map_drawing.h"
#include "core/data/decode/image_draw.h"
#include <array>
#include <cassert>
#include <cstdio>

namespace convscope {

namespace {

constexpr int kBarHeight = kLegendHeight - 2 - kTextHeight;

std::string shown(double value)
{
    std::array<char, 32> text {};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

} // namespace

Image whiteImage(int width, int height)
{
    Image image { 3, height, width, {} };
    image.pixels.assign(std::size_t(width) * std::size_t(height) * 3, 255);
    return image;
}

void fillRect(Image &image, const ImagePlace &at, int width, int height, const Rgb &colour)
{
    assert(image.channels == 3 && at.left >= 0 && at.top >= 0);
    assert(at.left + width <= image.width && at.top + height <= image.height);
    for (int y = at.top; y < at.top + height; ++y) {
        std::uint8_t *pixel = image.pixels.data()
            + (std::size_t(y) * std::size_t(image.width) + std::size_t(at.left)) * 3;
        for (int x = 0; x < width; ++x) {
            *pixel++ = colour.r;
            *pixel++ = colour.g;
            *pixel++ = colour.b;
        }
    }
}

void drawMap(Image &image, const ImagePlace &at, std::span<const float> values, int width, int zoom,
    const ColourScale &scale)
{
    for (std::size_t i = 0; i < values.size(); ++i)
        fillRect(image,
            { at.left + int(i % std::size_t(width)) * zoom,
                at.top + int(i / std::size_t(width)) * zoom },
            zoom, zoom, scale.colour(double(values[i])));
}

void drawLegend(Image &image, const ImagePlace &at, const ColourScale &scale)
{
    for (int x = 0; x < kLegendWidth; ++x)
        fillRect(image, { at.left + x, at.top }, 1, kBarHeight,
            scale.colour(scale.low + (scale.high - scale.low) * x / (kLegendWidth - 1)));
    const std::string high = shown(scale.high);
    drawText(image, at.left, at.top + kBarHeight + 2, shown(scale.low));
    drawText(image, at.left + kLegendWidth - textWidth(high), at.top + kBarHeight + 2, high);
}

} // namespace convscope
