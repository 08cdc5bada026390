// SPDX-License-Identifier: GPL-3.0-or-later
// One reader an image format, for readImageHeader(). Each is given a file with its signature,
// finds the size, and checks that the file is whole as far as can be told without decoding.
#pragma once
#include "core/data/decode/image_header.h"
#include <vector>

namespace convscope {

ImageHeader readPngHeader(std::span<const std::uint8_t> bytes);
ImageHeader readJpegHeader(std::span<const std::uint8_t> bytes);
ImageHeader readBmpHeader(std::span<const std::uint8_t> bytes);
ImageHeader readWebpHeader(std::span<const std::uint8_t> bytes);
ImageHeader readTiffHeader(std::span<const std::uint8_t> bytes);
ImageHeader readPnmHeader(std::span<const std::uint8_t> bytes);
ImageHeader readGifHeader(std::span<const std::uint8_t> bytes);

/// The orientation 1 to 8 in an EXIF block (a TIFF structure). What makes no sense there is 1: an
/// image is not lost over a broken note about it.
int exifOrientation(std::span<const std::uint8_t> block);

/// The pieces of a whole PNG without the chunks that do not change its pixels: one after the other,
/// they are a PNG too. What is left out is what libpng complains about.
std::vector<std::span<const std::uint8_t>> essentialPng(std::span<const std::uint8_t> bytes);

} // namespace convscope
