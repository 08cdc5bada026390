// SPDX-License-Identifier: GPL-3.0-or-later
// Split lists: text files that name the images of one split, with their labels or without:
// train.txt, validation_list.txt, meta/test.txt.
#pragma once
#include "core/data/layout/folder_tree.h"
#include "core/data/layout/label_table.h"
#include "core/data/layout/reading.h"

namespace convscope {

struct FoundList : SplitList {
    LabelTable table; ///< its labels are empty where it has none
};

/// Those beside the images of `node`, or in the folders above it, or in folders without images
/// there, that name some of its images. Each split once.
std::vector<FoundList> findSplitLists(const std::filesystem::path &root, const TreeFolder &tree,
    const TreeFolder &node, const Progress &progress);

/// A list without labels; each row names an image. @throws Error naming it; Cancelled.
LabelTable readNames(const std::filesystem::path &list, const Progress &progress);

} // namespace convscope
