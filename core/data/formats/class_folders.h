// SPDX-License-Identifier: GPL-3.0-or-later
// The format "class-folders": one folder of images a class, as people have them.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

/// Any folder; so this is asked after the formats that look for certain files.
bool probeClassFolders(const std::filesystem::path &path);

/// One folder of images a class, with splits around them or not, as layoutsOf() finds them; and
/// what else a folder of images can be.
std::unique_ptr<Dataset> openClassFolders(
    const std::filesystem::path &path, const OpenOptions &options, const Progress &progress);

} // namespace convscope
