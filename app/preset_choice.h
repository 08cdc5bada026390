// SPDX-License-Identifier: GPL-3.0-or-later
// Which preset suits a dataset that was just opened. Pure function.
#pragma once
#include "core/data/image.h"
#include "core/train/presets.h"

namespace convscope {

/// The one whose pictures are most like `picture` in size and colour.
const Preset &suggestPreset(const Image &picture);

} // namespace convscope
