// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/formats/labelled_files.h"
#include "core/data/formats/folder_images.h"
#include "core/data/layout/label_table.h"

namespace convscope {

bool probeLabelledFiles(const std::filesystem::path &path)
{
    std::error_code ignored;
    return isNamedAsLabels(path) && std::filesystem::is_regular_file(path, ignored);
}

std::unique_ptr<Dataset> openLabelledFiles(
    const std::filesystem::path &path, const OpenOptions &options, const Progress &progress)
{
    const auto root = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    return openFolderImages(root, path.filename().string(), options, progress);
}

} // namespace convscope
