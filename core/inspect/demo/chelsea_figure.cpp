// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of the demonstration.
#include "core/base/files/atomic_file.h"
#include "core/base/files/file_ending.h"
#include "core/base/files/staged_files.h"
#include "core/data/decode/image_draw.h"
#include "core/inspect/demo/chelsea.h"
#include "core/inspect/maps/map_drawing.h"
#include "core/inspect/maps/map_title.h"
#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdio>

namespace convscope {

namespace {

constexpr int kMargin = 12, kGap = 10, kTitleGap = 3;
constexpr int kPreferredWidth = 440; // pixels a map should be wide, as far as whole factors allow

/// Conv, ReLU and pool of one layer: the rows (or, of a single map, the columns) of a figure.
struct Figure {
    std::vector<const LayerMaps *> stages;
    std::vector<LayerSummary> layers; // all up to the last stage
    bool oneRow = false;
    int cellWidth = 0, cellHeight = 0; // the same for all
    int maps = 0;

    int zoomOf(const LayerMaps &stage) const { return std::max(1, cellWidth / stage.shape.w); }
    int columns() const { return oneRow ? int(stages.size()) : maps; }
    int rows() const { return oneRow ? 1 : int(stages.size()); }
    int rowHeight() const { return kTextHeight + kTitleGap + cellHeight + kGap + kLegendHeight; }
};

Figure figureOf(const FeatureMaps &maps, int layer)
{
    const auto first = std::size_t(layer - 1) * 3;
    assert(layer >= 1 && maps.layers.size() >= first + 3);
    Figure figure;
    for (std::size_t i = 0; i < first + 3; ++i) {
        const LayerMaps &stage = maps.layers[i];
        const Shape &before = i == 0 ? maps.input.shape : maps.layers[i - 1].shape;
        figure.layers.push_back({ stage.name, stage.kind, before, stage.shape });
        if (i >= first)
            figure.stages.push_back(&stage);
    }
    const Shape &shape = figure.stages.front()->shape;
    const int zoom = std::max(1, kPreferredWidth / shape.w);
    figure.cellWidth = shape.w * zoom;
    figure.cellHeight = shape.h * zoom;
    figure.maps = shape.c;
    figure.oneRow = shape.c == 1;
    return figure;
}

ImagePlace placeOf(const Figure &figure, int column, int row)
{
    const int width = std::max(figure.cellWidth, kLegendWidth) + kGap;
    return { kMargin + column * width, kMargin + row * (figure.rowHeight() + kGap) };
}

/// All colours go to what nearly all values are: a glint in the cat's eye would otherwise make the
/// rest of the image dark. What lies beyond has the colour of the scale's end.
ColourScale figureScale(const std::vector<float> &values)
{
    constexpr std::size_t kBeyond = 200; // one value in so many
    std::vector<float> sizes(values.size());
    std::ranges::transform(values, sizes.begin(), [](float value) { return std::abs(value); });
    const auto at = sizes.end() - std::ptrdiff_t(sizes.size() / kBeyond) - 1;
    std::ranges::nth_element(sizes, at);
    ColourScale scale = scaleFor(values, false);
    if (*at > 0) {
        scale.high = double(*at);
        scale.low = scale.kind == ColourScale::Kind::Diverging ? -scale.high : 0;
    }
    return scale;
}

std::string rangeText(std::span<const float> values)
{
    const auto [low, high] = std::ranges::minmax(values);
    std::array<char, 64> text {};
    std::snprintf(text.data(), text.size(), "%.4g to %.4g", double(low), double(high));
    return text.data();
}

/// The maps of one stage; they share a scale, so that they can be compared.
void drawStage(Image &image, const Figure &figure, std::size_t stage)
{
    const LayerMaps &maps = *figure.stages[stage];
    const ColourScale scale = figureScale(maps.values);
    const std::size_t layer = figure.layers.size() - figure.stages.size() + stage;
    const ImagePlace first
        = figure.oneRow ? placeOf(figure, int(stage), 0) : placeOf(figure, 0, int(stage));
    const int below = kTextHeight + kTitleGap;
    for (int map = 0; map < figure.maps; ++map) {
        const ImagePlace at = figure.oneRow ? first : placeOf(figure, map, int(stage));
        drawText(image, at.left, at.top, mapTitle(figure.layers, layer, map));
        const std::string range = rangeText(maps.map(map));
        drawText(image, at.left + figure.cellWidth - textWidth(range), at.top, range);
        drawMap(image, { at.left, at.top + below }, maps.map(map), maps.shape.w,
            figure.zoomOf(maps), scale);
    }
    drawLegend(image, { first.left, first.top + below + figure.cellHeight + kGap / 2 }, scale);
}

} // namespace

Image chelseaFigure(const FeatureMaps &maps, int layer)
{
    const Figure figure = figureOf(maps, layer);
    const ImagePlace end = placeOf(figure, figure.columns(), figure.rows());
    Image image = whiteImage(end.left - kGap + kMargin, end.top - kGap + kMargin);
    for (std::size_t stage = 0; stage < figure.stages.size(); ++stage)
        drawStage(image, figure, stage);
    return image;
}

std::vector<std::filesystem::path> writeChelseaFigures(
    const std::filesystem::path &folder, const FeatureMaps &maps)
{
    requireFolderName(folder);
    std::vector<std::filesystem::path> files;
    writeFolder(folder, [&](const std::filesystem::path &staged) {
        for (int layer = 1; layer <= kChelseaLayers; ++layer) {
            const std::string name = "L" + std::to_string(layer) + ".png";
            AtomicFile file(staged / name);
            file.write(encodePng(chelseaFigure(maps, layer)));
            file.commit();
            files.push_back(folder / name);
        }
    });
    return files;
}

} // namespace convscope
