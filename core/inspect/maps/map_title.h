// SPDX-License-Identifier: GPL-3.0-or-later
// The titles of maps, and which layers belong together. Pure functions.
#pragma once
#include "core/nn/model_spec.h"
#include <span>
#include <string>

namespace convscope {

/// Layers first … last, both counted.
struct LayerRange {
    std::size_t first = 0, last = 0;
    std::size_t size() const { return last - first + 1; }
    friend bool operator==(const LayerRange &, const LayerRange &) = default;
};

/// The layers around `layer` that take over each other's maps one by one: a convolution and what
/// follows it up to the next layer that mixes maps.
LayerRange blockOf(std::span<const LayerSummary> layers, std::size_t layer);

/// From `anchor` towards `other`, as far as all layers have maps, and as many as the anchor has.
LayerRange unfoldable(std::span<const LayerSummary> layers, std::size_t anchor, std::size_t other);

/// "L1-Map3", "L1-Map3ReLU", "L1-Map3ReLUPool": the convolutions are counted, and what came after
/// one is appended. Where no convolution leads the block: "pool1-Map3", and of flat layers
/// "dense1-Value3". `map` counts from 0, the title from 1.
std::string mapTitle(std::span<const LayerSummary> layers, std::size_t layer, int map);

} // namespace convscope
