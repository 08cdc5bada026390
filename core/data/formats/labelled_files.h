// SPDX-License-Identifier: GPL-3.0-or-later
// The format "labelled-files": images in one folder, and a table that says what each shows.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

/// A file named labels, annotations or metadata (.csv, .tsv, .jsonl; any case). A folder with one
/// is asked for with all else that it may be, see folder_images.h.
bool probeLabelledFiles(const std::filesystem::path &path);

/// Rows "file,label", with more columns for the split (train, val, test) and the subject if there
/// are any. A header is known by the names of its columns (see label_columns.h). Without one the
/// file comes first, then the label.
///
/// A file is named relative to the table's folder; its extension may be missing, and so may its
/// folder where only one image has that name. Rows and files that do not go together become
/// problems. @throws Error when no row can be used.
std::unique_ptr<Dataset> openLabelledFiles(
    const std::filesystem::path &path, const OpenOptions &options, const Progress &progress);

} // namespace convscope
