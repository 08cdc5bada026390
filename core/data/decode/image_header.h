// SPDX-License-Identifier: GPL-3.0-or-later
// The description that an image file gives of itself, read and judged before anything is decoded:
// its kind by signature, its size, whether it is all there. Pure functions.
#pragma once
#include <cstdint>
#include <span>

namespace convscope {

enum class ImageKind { Png, Jpeg, Bmp, WebP, Tiff, Pnm, Gif };

struct ImageHeader {
    ImageKind kind = ImageKind::Png;
    std::uint32_t width = 0, height = 0; ///< as stored, before turning upright
    int orientation = 1; ///< EXIF's 1 to 8, which are TIFF's too
};

/// So many bytes from the start are enough for recognizeImage().
inline constexpr std::size_t kSignatureBytes = 32;
/// Larger images are refused: decoding one could take all the memory there is.
inline constexpr std::uint32_t kMaxSide = 16'384;
inline constexpr std::uint64_t kMaxPixels = 100'000'000;

/// By the first bytes alone. @throws Error with the reason alone: "empty file", "not an image",
/// "not a supported image: …".
ImageKind recognizeImage(std::span<const std::uint8_t> start);

/// @throws Error with the reason alone, also "truncated: …" (with how much is there), "damaged: …",
/// "too large: 20000×20000".
ImageHeader readImageHeader(std::span<const std::uint8_t> bytes);

} // namespace convscope
