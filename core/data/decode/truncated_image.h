// SPDX-License-Identifier: GPL-3.0-or-later
// The message about an image file that ends too early: its size, and how much of it is there.
// Computed only once a file is known to be cut off. Pure functions.
#pragma once
#include "core/data/decode/image_header.h"
#include <optional>
#include <string>

namespace convscope {

/// "PNG", "JPEG", … as people write it.
std::string_view toString(ImageKind kind);

/// "truncated: this PNG of 64×48 is damaged, only the first 10 of its 48 rows are there".
/// `requested`: bytes that the whole file has, where its header tells.
std::string truncationOf(
    ImageKind kind, std::span<const std::uint8_t> bytes, std::optional<std::uint64_t> requested);

} // namespace convscope
