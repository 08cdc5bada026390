// SPDX-License-Identifier: GPL-3.0-or-later
// The format "csv": images as rows of a table, a label and the pixels, as MNIST is often passed
// on.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

/// A file named .csv, .tsv or either with .gz, or with another name that begins as a table of
/// images of 8×8 or more does; or a folder with files of these names, of which one at least
/// begins as a table of labelled images (of 8×8 or more where there are folders beside it).
bool probeCsv(const std::filesystem::path &path);

/// Rows of a label and the pixels of a square, with or without a header (csv_layout.h tells how the
/// columns are understood), between commas, semicolons or tabs. Labels are whole numbers or words.
/// Pixels count from 0 to 255, to 16 or to 1, as the largest of the whole dataset says. In a
/// folder, names with train, val or test bring the splits; a file opened by itself brings none.
/// EMNIST's are turned upright, and named by the mapping file beside them.
///
/// Rows that cannot be used become problems, "train.csv line 17". @throws Error when they are more
/// than half of a file, saying what was expected.
std::unique_ptr<Dataset> openCsv(const std::filesystem::path &path, const Progress &progress);

} // namespace convscope
