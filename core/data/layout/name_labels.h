// SPDX-License-Identifier: GPL-3.0-or-later
// Classes in the names of files: "cat.12.jpg", "Abyssinian_3.png". Pure functions.
#pragma once
#include "core/data/layout/folder_tree.h"
#include <set>

namespace convscope {

/// The name up to the number that it ends with, and what separates the two: "cat". Empty when there
/// is no number, or nothing before it.
std::string classInName(const std::string &file);

/// The classes in the names of a folder's first images; none where these do not come again, or only
/// one does, as in "img_001".
std::set<std::string> classesByName(const TreeFolder &tree, const std::string &folder);

} // namespace convscope
