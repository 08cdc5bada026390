// SPDX-License-Identifier: GPL-3.0-or-later
// Which network suits a dataset that was just opened. Pure function.
#pragma once
#include "core/data/decode/image.h"
#include "core/train/setup/presets.h"

namespace convscope {

/// `compact`, the recommended start, in the picture's colours and, if it is small, its own size;
/// for pictures as tiny as the sample digits `digits`, which learns them in seconds.
RunConfig suggestConfig(const Image &picture);

} // namespace convscope
