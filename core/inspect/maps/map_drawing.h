// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of images of maps: areas, the map itself, the legend of its colours. For RGB images;
// what is drawn must lie within them.
#pragma once
#include "core/data/decode/image.h"
#include "core/inspect/maps/colour_map.h"
#include "core/tensor/tensor.h"

namespace convscope {

struct ImagePlace {
    int left = 0, top = 0;
};

Image whiteImage(int width, int height);
void fillRect(Image &image, const ImagePlace &at, int width, int height, const Rgb &colour);

/// One map, each value a square of `zoom` pixels. `values` may end before its last row does.
void drawMap(Image &image, const ImagePlace &at, std::span<const float> values, int width, int zoom,
    const ColourScale &scale);

/// A bar of the scale's colours with the numbers of its ends beneath.
void drawLegend(Image &image, const ImagePlace &at, const ColourScale &scale);
constexpr int kLegendWidth = 220;
constexpr int kLegendHeight = 26; ///< with its numbers

} // namespace convscope
