// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing into images and writing them as PNG, for programs without a window. Thread-safe.
#pragma once
#include "core/data/decode/image.h"
#include <string>

namespace convscope {

/// Small black text, its top left corner at (x, y). ASCII only; clipped at the edge.
void drawText(Image &image, int x, int y, const std::string &text);
constexpr int kTextHeight = 12; ///< height of drawText()'s letters
int textWidth(const std::string &text);

/// The bytes of a PNG file.
std::vector<std::uint8_t> encodePng(const Image &image);

} // namespace convscope
