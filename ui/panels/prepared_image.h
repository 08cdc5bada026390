// SPDX-License-Identifier: GPL-3.0-or-later
// A prepared picture of a split, as the network will get it, for the screen. Pure functions.
#pragma once
#include "core/data/training_data.h"
#include <QImage>

namespace convscope {

/// `pixels` are planes [C][H][W], one channel or three.
QImage preparedImage(std::span<const std::uint8_t> pixels, const Shape &shape);

} // namespace convscope
