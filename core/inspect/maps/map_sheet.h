// SPDX-License-Identifier: GPL-3.0-or-later
// A layer's maps as one image: a titled grid with a legend. Pure function.
#pragma once
#include "core/inspect/maps/colour_map.h"
#include "core/inspect/network/feature_maps.h"

namespace convscope {

/// All maps of `layer` on one scale, enlarged by whole factors (nearest neighbour) so that small
/// maps can be seen. Flat layers become one row of cells.
Image mapSheet(const LayerMaps &layer);
/// The same on a given scale, and with another title.
Image mapSheet(const LayerMaps &layer, const ColourScale &scale, const std::string &title);

/// The filters of a convolution, [out, in, kh, kw], as maps: one a filter and input channel.
LayerMaps filterMaps(const std::string &layer, const Tensor &weight);

} // namespace convscope
