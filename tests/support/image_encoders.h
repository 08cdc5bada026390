// SPDX-License-Identifier: GPL-3.0-or-later
// Image files for tests through each format's own library, and BMP and PNM byte by byte.
#pragma once
#include "core/data/decode/image.h"

namespace convscope::test {

using Bytes = std::vector<std::uint8_t>;

Bytes pngOf(const Image &image); ///< four channels are RGBA
Bytes pngOf16(const Image &image); ///< each value × 257
Bytes jpegOf(const Image &image, int quality);
Bytes webpOf(const Image &image); ///< lossless
Bytes bmpOf(const Image &image);
Bytes pnmOf(const Image &image);

/// What TIFF 6.0 calls these; `values` lie as they are stored, but for tiles and planes, which are
/// cut out of interleaved values.
struct TiffParts {
    std::uint32_t width = 1, height = 1, samples = 1, bits = 8, sampleFormat = 1;
    std::uint32_t photometric = 1; ///< 0 white is zero, 1 black is zero, 2 RGB, 5 ink
    std::uint32_t compression = 1, orientation = 1;
    std::uint32_t tile = 0; ///< the side of a tile; 0: strips
    bool planes = false;
    Bytes values {};
    std::vector<std::uint16_t> extra {}; ///< what the samples after the colours are
    Bytes profile {};
    int pages = 1; ///< the same page so many times
};
Bytes makeTiff(const TiffParts &parts);
Bytes tiffOf(const Image &image);
Bytes tiffOf16(const Image &image); ///< each value × 257

} // namespace convscope::test
