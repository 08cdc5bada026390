// SPDX-License-Identifier: GPL-3.0-or-later
// The groups of a dataset: images of one subject (patient, plant, video, site), which must not lie
// in different splits, for else a network is tested on subjects that it knows. Pure functions.
#pragma once
#include "core/data/dataset/dataset.h"

namespace convscope {

/// What tells the group of an image. Auto: the table's column, where there is one.
enum class GroupBy { Auto, None, Column, Prefix, Folder };
std::string_view toString(GroupBy by); ///< "auto", "none", "column", "prefix", "folder"
/// @throws Error listing the known names.
GroupBy groupByFromString(std::string_view name);

struct SampleGroups {
    GroupBy by = GroupBy::None; ///< never Auto
    std::vector<std::string> names; ///< one a sample, empty: in none; no entries by None
    std::size_t count = 0;
};

/// Prefix: what a name begins with, up to the first part with a digit and without what all names
/// have in common ("p12" of "p12_left_3.png"); where no part but the last has one, all but the
/// last ("ann" of "ann_3.png"). Parts end at "_", "-", "." and spaces. Folder: the folders above
/// an image that are neither its class nor a split. Equal names are one group in any class.
/// @throws Error where groups are asked for that the dataset does not have, or that leave nothing
/// to divide: there is but one, or every class is one.
SampleGroups groupsOf(const Dataset &dataset, GroupBy by);

/// The groups that folders or names suggest: by far the most images share one with others, there
/// are many, and most classes have several. By None where nothing suggests any.
SampleGroups suggestedGroups(const Dataset &dataset);

/// Those of the groups whose images the dataset itself puts into different splits, each once.
std::vector<std::string> cutGroups(const std::vector<Sample> &samples, const SampleGroups &groups);

/// The classes, by label, whose images are all of one group.
std::vector<int> classesOfOneGroup(const Dataset &dataset, const SampleGroups &groups);

} // namespace convscope
