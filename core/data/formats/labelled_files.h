// SPDX-License-Identifier: GPL-3.0-or-later
// The format "labelled-files": images in one folder, and a table that says what each shows.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

/// A folder with a file labels.csv or annotations.csv (any case; .tsv too), or that file itself. A
/// folder with folders in it needs one image at least that the table names.
bool probeLabelledFiles(const std::filesystem::path &path);

/// Rows "file,label", with a third column for the split if there is one (train, val, test). A
/// header is known by the names of its columns: file, filename, image, path, name or id; label,
/// class, category or target; split or set. Without one the file comes first, then the label.
///
/// A file is named relative to the folder; its extension may be missing, and so may its folder
/// where only one image has that name. Rows and files that do not go together become problems.
/// @throws Error when no row can be used.
std::unique_ptr<Dataset> openLabelledFiles(const std::filesystem::path &path,
    const Progress &progress, const std::filesystem::path &cache = {});

} // namespace convscope
