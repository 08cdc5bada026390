// SPDX-License-Identifier: GPL-3.0-or-later
// What the folders of a tree can mean: one folder a class, with splits around them or not. Pure
// functions of names and counts.
#pragma once
#include "core/data/layout/parts.h"
#include <functional>

namespace convscope {

/// The tables that name the images of a flat part: one of its folder's, or of a folder above.
/// Returns the path of the table, or nothing.
using FindTable = std::function<std::string(const TreeFolder &images)>;

/// The best first; empty when there is no folder of a class. Where several are about as likely, the
/// first is not clear.
std::vector<Reading> folderReadings(const TreeFolder &tree, const FindTable &findTable);

/// Of a tree without class folders: parts that a table names, and others without labels. Its name
/// and reason are for the caller to give.
Reading flatReading(const TreeFolder &tree, const FindTable &findTable);

} // namespace convscope
