// SPDX-License-Identifier: GPL-3.0-or-later
// Image files for tests, made in memory: usual ones by their formats' own libraries, odd ones byte
// by byte.
#pragma once
#include "core/data/decode/image.h"
#include "tests/support/image_encoders.h"
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace convscope::test {

/// An image in which no two parts look alike, so that turning or cutting it shows.
Image patternImage(int width, int height, int channels = 3);
Image plainImage(int width, int height, const Bytes &colour);

/// `extension` as in ".png"; WebP is lossless, JPEG of the best quality. Four channels are RGBA.
Bytes encodeImage(const Image &image, const std::string &extension);
Bytes encodeJpeg(const Image &image, int quality);
Image resizedImage(const Image &image, int width, int height); ///< by area interpolation
/// Each value × 257 in 16 bits, for ".png" and ".tiff".
Bytes encodeImage16(const Image &image, const std::string &extension);

/// A PNG chunk with length and checksum.
Bytes pngChunk(std::string_view type, const Bytes &data);
struct PngParts {
    std::uint32_t width = 1, height = 1;
    std::uint8_t depth = 8, colourType = 0;
    Bytes rows; ///< each begins with its filter byte
    Bytes extra; ///< whole chunks between the header and the pixels
};
Bytes makePng(const PngParts &parts);

/// An EXIF block that says nothing but the orientation.
Bytes exifBlock(int orientation, bool bigEndian);
Bytes jpegWithExif(const Bytes &jpeg, int orientation, bool bigEndian);

Bytes gzip(const Bytes &bytes);

/// The folder with real datasets, given by CONVSCOPE_SHARED or lying beside the sources; tests that
/// need it skip without it.
std::optional<std::filesystem::path> sharedData(const std::string &name);

} // namespace convscope::test
