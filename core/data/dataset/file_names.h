// SPDX-License-Identifier: GPL-3.0-or-later
// The information in the names of files, folders and arrays.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

std::string lowerCase(std::string_view text); ///< ASCII letters only

/// The split whose word stands in a name by itself, in any case: train, val, valid, validation,
/// test, also with "ing"; the first of several.
std::optional<Split> splitWord(std::string_view name);

/// The name without that word, in lower case.
std::string withoutSplitWord(std::string_view name);

/// False too when the folder cannot be read.
bool holdsFolders(const std::filesystem::path &folder);

} // namespace convscope
