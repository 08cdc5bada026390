// SPDX-License-Identifier: GPL-3.0-or-later
// The labels that a table gives to images. Pure functions; paths are bytes, relative to the
// dataset's root.
#pragma once
#include "core/data/dataset/dataset.h"
#include "core/data/layout/label_table.h"
#include <map>

namespace convscope {

struct LabelledImage {
    std::string path, label, group;
    std::optional<Split> split;
};

struct TableLabels {
    std::vector<LabelledImage> images; ///< in the order of their paths
    std::vector<std::string> unnamed; ///< images that no row names
    std::map<std::string, std::string> reasons; ///< of rows and images that cannot be used, by path
};

/// `paths`: the images that may be meant. A row names one by its path from the table's folder or
/// from the root; its extension may be missing, and so may its folder where only one image has that
/// name. `known`: files that are no images, with the reason.
TableLabels labelsFrom(const LabelTable &table, const std::string &tablePath,
    const std::vector<std::string> &paths, const std::map<std::string, std::string> &known);

} // namespace convscope
