// SPDX-License-Identifier: GPL-3.0-or-later
// Images from files and memory: the only place that decodes, whatever the format. Thread-safe.
#pragma once
#include "core/data/decode/image.h"
#include <filesystem>
#include <span>
#include <string>

namespace convscope {

/// Upright (EXIF), alpha over white, 16 bits scaled to 8; grey stays one channel, all else is RGB.
/// @throws Error whose message is the reason alone ("empty file", "not an image", "truncated: …",
/// "too large: 20000×20000"), so that it can stand beside a file's name.
Image decodeImage(std::span<const std::uint8_t> bytes);

/// decodeImage() of a file's bytes. @throws Error with the reason alone, as above.
Image readImage(const std::filesystem::path &path);
/// The same, with the SHA-256 of these bytes.
StoredImage readStoredImage(const std::filesystem::path &path);

} // namespace convscope
