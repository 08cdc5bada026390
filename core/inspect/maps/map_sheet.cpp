// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/maps/map_sheet.h"
#include "core/data/decode/image_draw.h"
#include "core/inspect/maps/map_drawing.h"
#include <algorithm>
#include <cassert>
#include <cmath>

namespace convscope {

namespace {

constexpr int kGap = 4, kMargin = 10;
constexpr int kRequested = 120; // pixels a map should be wide, as far as whole factors allow

} // namespace

Image mapSheet(const LayerMaps &layer)
{
    return mapSheet(layer, scaleFor(layer.values, layer.end == NetworkEnd::Input),
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

Image mapSheet(const LayerMaps &layer, const ColourScale &scale, const std::string &title)
{
    const bool flat = layer.shape.area() == 1;
    const int count = flat ? 1 : layer.shape.c;
    const int perRow = flat ? std::min(layer.shape.c, 64) : 0;
    const Shape cell
        = flat ? Shape { 1, (layer.shape.c + perRow - 1) / perRow, perRow } : layer.shape;
    const int zoom = std::max(1, kRequested / std::max(cell.h, cell.w));
    const int columns = std::clamp(static_cast<int>(std::ceil(std::sqrt(double(count)))), 1,
        std::max(1, 1600 / (cell.w * zoom + kGap)));
    const int rows = (count + columns - 1) / columns;
    const int gridTop = kMargin + kTextHeight + kGap;
    const int gridHeight = rows * (cell.h * zoom + kGap);
    Image image
        = whiteImage(std::max({ columns * (cell.w * zoom + kGap), kLegendWidth, textWidth(title) })
                + 2 * kMargin,
            gridTop + gridHeight + kGap + kLegendHeight + kMargin);
    drawText(image, kMargin, kMargin, title);
    for (int i = 0; i < count; ++i) {
        const std::size_t begin = std::min(std::size_t(i) * cell.area(), layer.values.size());
        const std::size_t known = std::min(cell.area(), layer.values.size() - begin);
        drawMap(image,
            { kMargin + i % columns * (cell.w * zoom + kGap),
                gridTop + i / columns * (cell.h * zoom + kGap) },
            std::span(layer.values).subspan(begin, known), cell.w, zoom, scale);
    }
    drawLegend(image, { kMargin, gridTop + gridHeight + kGap }, scale);
    return image;
}

} // namespace convscope
