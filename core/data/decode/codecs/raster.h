// SPDX-License-Identifier: GPL-3.0-or-later
// What a decoder makes of an image file: its values as they are stored, not yet turned upright, not
// laid over white, not scaled. One decoder a format, each through the format's own library.
// Everything here is thread-safe: nothing is shared.
#pragma once
#include "core/data/decode/image_header.h"
#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace convscope {

using RasterValues
    = std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>, std::vector<float>>;

/// Rows of interleaved values: index = (y * width + x) * channels + channel. One channel is grey, 2
/// grey and alpha, 3 red, green, blue, 4 the same and alpha; alpha has the same white.
struct Raster {
    int width = 0, height = 0, channels = 1;
    RasterValues values;
    double white
        = 255; ///< the value of white; of float values the format leaves it open, and it is 1
    int bits = 8; ///< that carry something, as far as the file tells: 12 of a camera's 16, say
    bool premultiplied = false; ///< colours carry alpha already
    int reduced
        = 1; ///< stored pixels a side that were averaged into one: more than 1 where too big
};

/// @throws Error with the reason alone: "damaged: …", "too large: …", "not a supported image: …".
Raster decodeRaster(const ImageHeader &header, std::span<const std::uint8_t> bytes);

Raster decodeJpeg(const ImageHeader &header, std::span<const std::uint8_t> bytes);
Raster decodePng(const ImageHeader &header, std::span<const std::uint8_t> bytes);
Raster decodeTiff(const ImageHeader &header, std::span<const std::uint8_t> bytes);
Raster decodeWebp(const ImageHeader &header, std::span<const std::uint8_t> bytes);
Raster decodeBmp(const ImageHeader &header, std::span<const std::uint8_t> bytes);
Raster decodePnm(const ImageHeader &header, std::span<const std::uint8_t> bytes);
/// The first image of a GIF: RGB, white where nothing is drawn.
Raster decodeGif(const ImageHeader &header, std::span<const std::uint8_t> bytes);

} // namespace convscope
