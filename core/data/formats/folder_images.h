// SPDX-License-Identifier: GPL-3.0-or-later
// The dataset of images in files of a folder, however their labels are told: by folders, by tables,
// by names, or not at all.
#pragma once
#include "core/data/layout/folder_layout.h"

namespace convscope {

/// Reads the folder as its best layout, or as the one that is named; by one `table` in it alone
/// where that is given. What is no image becomes a problem. The format is "class-folders",
/// "labelled-files" where tables alone tell the labels, or "unlabelled": then there are no samples,
/// and the images stand in layout(). @throws Error when no image is there, or no such layout;
/// Cancelled.
std::unique_ptr<Dataset> openFolderImages(const std::filesystem::path &root,
    const std::string &table, const OpenOptions &options, const Progress &progress);

} // namespace convscope
