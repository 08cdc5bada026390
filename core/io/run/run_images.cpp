// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/run_images.h"
#include "core/io/run/image_list.h"
#include "core/io/run/run_folder.h"

namespace convscope {

std::optional<RunImages> imagesOfRun(const std::filesystem::path &folder)
{
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return {};
    RunImages run { .config = RunFolder::config(folder),
        .fingerprint = RunFolder::fingerprint(folder),
        .listed = {} };
    if (const auto mark = markIn(RunFolder::marks(folder), "images.csv"))
        run.listed = readImageList(folder / "images.csv", mark);
    return run;
}

} // namespace convscope
