// SPDX-License-Identifier: GPL-3.0-or-later
// Images between the engine and the window. Pure functions; nothing is decoded here.
#pragma once
#include "core/data/decode/image.h"
#include <QImage>

namespace convscope {

/// A pasted image as the engine takes it: alpha laid over white, grey stays one channel.
Image fromQImage(const QImage &image);
QImage toQImage(const Image &image);

} // namespace convscope
