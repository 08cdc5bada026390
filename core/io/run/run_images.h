// SPDX-License-Identifier: GPL-3.0-or-later
// What a run's folder tells about the images that the run had.
#pragma once
#include "core/io/run/image_list.h"

namespace convscope {

/// What the run in `folder` recorded; nothing where it is of the first version, which did not.
/// @throws Error naming the file that is missing or damaged.
std::optional<std::vector<ListedImage>> imagesOfRun(const std::filesystem::path &folder);

} // namespace convscope
