// SPDX-License-Identifier: GPL-3.0-or-later
// From numbers to QImages.
#pragma once
#include "core/inspect/maps/colour_map.h"
#include "core/inspect/network/feature_maps.h"
#include <QImage>

namespace convscope {

/// One pixel a value, in the colours of `scale`.
QImage mapImage(std::span<const float> values, int width, int height, const ColourScale &scale);

/// The network's input as an image: grey or colour, the smallest value black, the largest white.
QImage inputImage(const LayerMaps &input);

} // namespace convscope
