// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formats/class_folders.h"
#include "core/data/formats/folder_images.h"

namespace convscope {

bool probeClassFolders(const std::filesystem::path &path)
{
    std::error_code ignored;
    return std::filesystem::is_directory(path, ignored);
}

std::unique_ptr<Dataset> openClassFolders(
    const std::filesystem::path &path, const OpenOptions &options, const Progress &progress)
{
    return openFolderImages(path, {}, options, progress);
}

} // namespace convscope
