// SPDX-License-Identifier: GPL-3.0-or-later
// A layer's maps as one picture: a titled grid with a legend. Pure function.
#pragma once
#include "core/inspect/colour_map.h"
#include "core/inspect/feature_maps.h"

namespace convscope {

/// All maps of `layer` on one scale, enlarged by whole factors (nearest neighbour) so that small
/// maps can be seen. Flat layers become one row of cells.
Image mapGridPicture(const LayerMaps &layer);

} // namespace convscope
