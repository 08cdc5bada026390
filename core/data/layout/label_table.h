// SPDX-License-Identifier: GPL-3.0-or-later
// A table that says what images show, read whole.
#pragma once
#include "core/base/progress.h"
#include "core/data/layout/label_columns.h"
#include <filesystem>

namespace convscope {

struct LabelRow {
    std::string file, label, split, group;
    std::size_t line = 0;
    std::string problem; ///< why it cannot be understood
};

struct LabelTable {
    LabelColumns columns;
    std::vector<LabelRow> rows;
    std::vector<std::string> notes; ///< what was guessed about the file; sentences
};

/// At most `most` rows; all of them are needed to be sure of the columns.
/// @throws Error naming the table; Cancelled.
LabelTable readLabelTable(const std::filesystem::path &table, const Progress &progress,
    const std::string &column = {}, std::size_t most = ~std::size_t { 0 });

/// By its name: one that is made for it ("labels.csv", "metadata.jsonl"), and not a sample of an
/// answer or a list of packages.
bool isNamedAsLabels(const std::filesystem::path &table);
bool mayBeLabels(const std::filesystem::path &table);

/// One of the first rows names an image in one of the folders.
bool namesImagesIn(const LabelTable &table, const std::vector<std::filesystem::path> &folders);

/// A name stays inside the folder, as far as it tells.
bool staysInside(const std::filesystem::path &name);

} // namespace convscope
