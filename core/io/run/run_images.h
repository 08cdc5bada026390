// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the images that a run had again, in a dataset that may have changed since.
#pragma once
#include "core/base/progress.h"
#include "core/io/run/image_list.h"

namespace convscope {

struct FoundImages {
    /// Of the dataset, in the run's own order: those that the run had in the part asked for.
    std::vector<std::size_t> samples;
    std::size_t added = 0; ///< the dataset's that the run had in no part
    std::size_t missing = 0; ///< the part's that are no longer there
    /// The part's that are left out, because the run was trained on the same bytes under another
    /// name: what was trained on is neither validation nor test.
    std::size_t trainedOn = 0;
};

/// By name where the content is the same, else by content. `part`: none means all parts.
/// @throws Cancelled.
FoundImages findImages(const std::vector<ListedImage> &recorded, const Dataset &dataset,
    std::optional<Split> part, const Progress &progress);

/// What the run in `folder` recorded; nothing where it is of the first version, which did not.
/// @throws Error naming the file that is missing or damaged.
std::optional<std::vector<ListedImage>> imagesOfRun(const std::filesystem::path &folder);

} // namespace convscope
