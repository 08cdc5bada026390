// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/maps/map_title.h"
#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace convscope {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kSuffixes { {
    { "relu", "ReLU" },
    { "leaky_relu", "LeakyReLU" },
    { "sigmoid", "Sigmoid" },
    { "tanh", "Tanh" },
    { "maxpool", "Pool" },
    { "avgpool", "AvgPool" },
    { "global_avgpool", "GlobalPool" },
    { "batchnorm", "BN" },
    { "dropout", "Dropout" },
    { "add", "Add" },
} };

/// A kind that is not known here goes by its own name.
std::string_view suffixOf(std::string_view kind)
{
    const auto found
        = std::ranges::find(kSuffixes, kind, [](const auto &pair) { return pair.first; });
    return found == kSuffixes.end() ? kind : found->second;
}

/// Each of its maps comes from the map of the same number before it.
bool takesOver(const LayerSummary &layer)
{
    return layer.kind != "conv" && layer.kind != "dense" && layer.kind != "flatten"
        && layer.output.c == layer.input.c;
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
    if (layers[first].kind != "conv")
        return layers[layer].name + (hasMaps(layers[layer]) ? "-Map" : "-Value") + number;
    const auto convolutions
        = std::ranges::count(layers.first(first + 1), "conv", &LayerSummary::kind);
    std::string title = "L" + std::to_string(convolutions) + "-Map" + number;
    for (std::size_t i = first + 1; i <= layer; ++i)
        title += suffixOf(layers[i].kind);
    return title;
}

} // namespace convscope
