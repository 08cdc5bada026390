// SPDX-License-Identifier: GPL-3.0-or-later
// An image file's bytes. Errors are the reason alone, as in image_decode.h.
#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

namespace convscope {

/// All of the file, or its first `most` bytes. Opens regular files only, so that nothing waits at a
/// pipe. @throws Error "no such file", "no permission to read it", "empty file", "not a file", …
std::vector<std::uint8_t> readImageFile(const std::filesystem::path &path);
std::vector<std::uint8_t> readImageStart(const std::filesystem::path &path, std::size_t most);

} // namespace convscope
