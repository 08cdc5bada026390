// SPDX-License-Identifier: GPL-3.0-or-later
// A decoded image: 8 bits a channel, as every source in core/data delivers it.
#pragma once
#include "core/base/sha256.h"
#include <cstddef>
#include <cstdint>
#include <vector>

namespace convscope {

/// Rows of interleaved pixels: index = (y * width + x) * channels + channel; channels 1 (grey) or
/// 3 (R, G, B). Upright, alpha already laid over white.
struct Image {
    int channels = 0, height = 0, width = 0;
    std::vector<std::uint8_t> pixels;
    friend bool operator==(const Image &, const Image &) = default;
};

struct StoredImage {
    Image image;
    Digest content; ///< SHA-256 of the bytes it was decoded from
};

} // namespace convscope
