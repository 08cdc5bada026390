// SPDX-License-Identifier: GPL-3.0-or-later
// The memory that a big file of images may take. Checked before any is taken: a count, or pixels
// all equal, pack into almost nothing, and what is taken then ends the program, or the machine.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace convscope {

/// `count` images of `imageSize` bytes in a file of `fileBytes` as it lies on the disk. Real
/// images leave room: drawings in two colours pack to a fiftieth.
/// @throws Error that begins with `name`.
void checkImageRoom(
    const std::string &name, std::size_t count, std::size_t imageSize, std::uintmax_t fileBytes);

} // namespace convscope
