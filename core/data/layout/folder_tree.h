// SPDX-License-Identifier: GPL-3.0-or-later
// TreeFolder: a folder and all below it by their names alone, from which is decided what the
// folders mean. Only files whose names say nothing are opened.
#pragma once
#include "core/base/progress.h"
#include <filesystem>
#include <string>
#include <vector>

namespace convscope {

struct TreeFolder {
    std::string path; ///< relative to the root, as bytes on the disk; empty: the root itself
    std::vector<TreeFolder> folders; ///< sorted by name; neither hidden ones nor leftovers
    std::vector<std::string> tables; ///< names of its files that may say what images show
    std::vector<std::string> examples; ///< names of its first files that may be images
    std::size_t images = 0; ///< how many of its own files may be images
    std::size_t total = 0; ///< the same, with those below

    std::string name() const; ///< the last part of the path, with composed letters
};

/// Links to folders are followed, each folder on the disk is visited once. Folders that cannot be
/// read are empty here; FolderWalk says why. @throws Cancelled.
TreeFolder readTree(const std::filesystem::path &root, const Progress &progress);

} // namespace convscope
