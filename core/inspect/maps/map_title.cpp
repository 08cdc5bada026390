// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/maps/map_title.h"
#include "core/kinds/kinds.h"
#include <algorithm>
#include <cassert>

namespace convscope {

namespace {

/// Each of its maps comes from the map of the same number before it.
bool takesOver(const LayerSummary &layer)
{
    return isOneToOne(layerKind(layer.kind), layer.window);
}

bool isConvolution(const LayerSummary &layer)
{
    return has(layerKind(layer.kind), ParameterRole::Kernel);
}

bool hasMaps(const LayerSummary &layer)
{
    return layer.output.area() > 1;
}

} // namespace

LayerRange blockOf(std::span<const LayerSummary> layers, std::size_t layer)
{
    assert(layer < layers.size());
    LayerRange block { layer, layer };
    while (block.first > 0 && takesOver(layers[block.first]))
        --block.first;
    while (block.last + 1 < layers.size() && takesOver(layers[block.last + 1]))
        ++block.last;
    return block;
}

LayerRange unfoldable(std::span<const LayerSummary> layers, std::size_t anchor, std::size_t other)
{
    assert(anchor < layers.size() && other < layers.size());
    const auto fits = [&](std::size_t i) {
        return hasMaps(layers[i]) && layers[i].output.c == layers[anchor].output.c;
    };
    LayerRange range { anchor, anchor };
    while (range.last < other && fits(anchor) && fits(range.last + 1))
        ++range.last;
    while (range.first > other && fits(anchor) && fits(range.first - 1))
        --range.first;
    return range;
}

std::string mapTitle(std::span<const LayerSummary> layers, std::size_t layer, int map)
{
    const std::size_t first = blockOf(layers, layer).first;
    const std::string number = std::to_string(map + 1);
    if (!isConvolution(layers[first]))
        return layers[layer].name + (hasMaps(layers[layer]) ? "-Map" : "-Value") + number;
    const auto convolutions = std::ranges::count_if(layers.first(first + 1), isConvolution);
    std::string title = "L" + std::to_string(convolutions) + "-Map" + number;
    for (std::size_t i = first + 1; i <= layer; ++i)
        title += layerKind(layers[i].kind).text->shortTitle;
    return title;
}

} // namespace convscope
