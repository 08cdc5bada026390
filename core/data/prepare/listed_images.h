// SPDX-License-Identifier: GPL-3.0-or-later
// Which images were in which part of a run, and finding them again in a dataset that may have
// changed since. Pure functions.
#pragma once
#include "core/base/progress.h"
#include "core/data/prepare/training_data.h"

namespace convscope {

struct ListedImage {
    std::string path; ///< as the dataset calls it
    Digest content {}; ///< as Dataset::content()
    std::string className;
    Split split = Split::Train;
    std::string group; ///< empty: it belongs to none
    friend bool operator==(const ListedImage &, const ListedImage &) = default;
};

/// Those that training, validation and test have, in this order and their own. Nothing of data that
/// was made in memory, whose images have no names.
std::vector<ListedImage> listedImages(const TrainingData &data);

struct FoundImages {
    /// The dataset's samples that the run had in the part asked for, in the run's own order.
    std::vector<std::size_t> samples;
    std::size_t added = 0; ///< the dataset's that the run had in no part
    std::size_t missing = 0; ///< the part's that are no longer there
    /// The part's that are excluded, because the run was trained on the same bytes under another
    /// name: what was trained on is neither validation nor test.
    std::size_t trainedOn = 0;
};

/// By name where the content is the same, else by content. `part`: none means all parts.
/// @throws Cancelled.
FoundImages findImages(const std::vector<ListedImage> &recorded, const Dataset &dataset,
    std::optional<Split> part, const Progress &progress);

} // namespace convscope
