// SPDX-License-Identifier: GPL-3.0-or-later
// The format "class-folders": one folder of images a class, as people have them.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

/// Any folder; so this is asked after the formats that look for certain files.
bool probeClassFolders(const std::filesystem::path &path);

/// The sorted names of the folders are the classes; images are found at any depth below them.
/// Folders train, val (valid, validation) and test, in any case, hold the classes where they are
/// there. What is no image becomes a problem. @throws Error when no image lies in a class
/// folder.
std::unique_ptr<Dataset> openClassFolders(const std::filesystem::path &path,
    const Progress &progress, const std::filesystem::path &cache = {});

} // namespace convscope
