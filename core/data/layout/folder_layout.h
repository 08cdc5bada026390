// SPDX-License-Identifier: GPL-3.0-or-later
// The one place that decides what a folder of images means: from the whole tree, the names of its
// levels and the tables beside them, a ranked list of readings.
#pragma once
#include "core/data/layout/folder_tree.h"
#include "core/data/layout/reading.h"

namespace convscope {

/// The best first, never empty: where nothing tells what the images show, the last resort is a
/// reading without labels. `table`: the name of one in the root that alone tells the labels; empty:
/// folders and tables count. @throws Error when a table that is made for it cannot be used, or its
/// labels are no classes; Cancelled.
std::vector<Reading> layoutsOf(
    const std::filesystem::path &root, const std::string &table, const Progress &progress);

/// The reading of that name, or the first for an empty one.
/// @throws Error listing the names that there are.
std::size_t chooseReading(const std::vector<Reading> &readings, const std::string &name);

} // namespace convscope
