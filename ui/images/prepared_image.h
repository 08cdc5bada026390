// SPDX-License-Identifier: GPL-3.0-or-later
// A prepared image of a split, as the network will get it, for the screen. Pure functions.
#pragma once
#include "core/data/prepare/training_data.h"
#include <QImage>

namespace convscope {

/// `pixels` are planes [C][H][W], one channel or three.
QImage preparedImage(std::span<const std::uint8_t> pixels, const Shape &shape);

/// The network's numbers, one channel or three, as the image they stand for: black is what
/// normalization makes of a black pixel, white what it makes of a white one.
QImage networkImage(std::span<const Scalar> values, const Preprocessing &preprocessing);

} // namespace convscope
