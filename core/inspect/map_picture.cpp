// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/map_picture.h"
#include "core/data/image_draw.h"
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdio>

namespace convscope {

namespace {

constexpr int kGap = 4, kMargin = 10, kLegendHeight = 12, kLegendWidth = 220;
constexpr int kWanted = 120; // pixels a map should be wide, as far as whole factors allow

std::string shown(double value)
{
    std::array<char, 32> text {};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

void setPixel(Image &image, int x, int y, const Rgb &colour)
{
    std::uint8_t *pixel
        = image.pixels.data() + (std::size_t(y) * std::size_t(image.width) + std::size_t(x)) * 3;
    pixel[0] = colour.r;
    pixel[1] = colour.g;
    pixel[2] = colour.b;
}

void fillRect(Image &image, int left, int top, int width, int height, const Rgb &colour)
{
    for (int y = top; y < top + height; ++y)
        for (int x = left; x < left + width; ++x)
            setPixel(image, x, y, colour);
}

void drawLegend(Image &image, int top, const ColourScale &scale)
{
    for (int x = 0; x < kLegendWidth; ++x)
        fillRect(image, kMargin + x, top, 1, kLegendHeight,
            scale.colour(scale.low + (scale.high - scale.low) * x / (kLegendWidth - 1)));
    const std::string high = shown(scale.high);
    drawText(image, kMargin, top + kLegendHeight + 2, shown(scale.low));
    drawText(image, kMargin + kLegendWidth - textWidth(high), top + kLegendHeight + 2, high);
}

} // namespace

Image mapGridPicture(const LayerMaps &layer)
{
    return mapGridPicture(layer, scaleFor(layer.values, layer.kind == "input"),
        layer.name + "  " + std::to_string(layer.shape.c) + " x " + std::to_string(layer.shape.h)
            + " x " + std::to_string(layer.shape.w));
}

LayerMaps filterMaps(const std::string &layer, const Tensor &weight)
{
    const auto &dims = weight.dims();
    assert(dims.size() == 4);
    return { layer + ".weight", "filters", { int(dims[0] * dims[1]), int(dims[2]), int(dims[3]) },
        { weight.values().begin(), weight.values().end() } };
}

Image mapGridPicture(const LayerMaps &layer, const ColourScale &scale, const std::string &title)
{
    const bool flat = layer.shape.area() == 1;
    const int count = flat ? 1 : layer.shape.c;
    const int perRow = flat ? std::min(layer.shape.c, 64) : 0;
    const Shape cell
        = flat ? Shape { 1, (layer.shape.c + perRow - 1) / perRow, perRow } : layer.shape;
    const int zoom = std::max(1, kWanted / std::max(cell.h, cell.w));
    const int columns = std::clamp(static_cast<int>(std::ceil(std::sqrt(double(count)))), 1,
        std::max(1, 1600 / (cell.w * zoom + kGap)));
    const int rows = (count + columns - 1) / columns;
    const int gridTop = kMargin + kTextHeight + kGap;
    const int gridHeight = rows * (cell.h * zoom + kGap);
    Image image { 3, gridTop + gridHeight + kGap + kLegendHeight + 2 + kTextHeight + kMargin,
        std::max({ columns * (cell.w * zoom + kGap), kLegendWidth, textWidth(title) })
            + 2 * kMargin,
        {} };
    image.pixels.assign(std::size_t(image.width) * std::size_t(image.height) * 3, 255);
    drawText(image, kMargin, kMargin, title);
    for (int i = 0; i < count; ++i) {
        const int left = kMargin + i % columns * (cell.w * zoom + kGap),
                  top = gridTop + i / columns * (cell.h * zoom + kGap);
        for (int p = 0; p < static_cast<int>(cell.area()); ++p) {
            const std::size_t at = std::size_t(i) * cell.area() + std::size_t(p);
            if (at < layer.values.size())
                fillRect(image, left + p % cell.w * zoom, top + p / cell.w * zoom, zoom, zoom,
                    scale.colour(double(layer.values[at])));
        }
    }
    drawLegend(image, gridTop + gridHeight + kGap, scale);
    return image;
}

} // namespace convscope
