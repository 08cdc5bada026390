// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/run_images.h"
#include "core/io/run/run_folder.h"

namespace convscope {

std::optional<std::vector<ListedImage>> imagesOfRun(const std::filesystem::path &folder)
{
    const auto mark = markIn(RunFolder::marks(folder), "images.csv");
    return mark ? std::optional(readImageList(folder / "images.csv", mark)) : std::nullopt;
}

} // namespace convscope
