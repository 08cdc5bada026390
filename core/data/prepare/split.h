// SPDX-License-Identifier: GPL-3.0-or-later
// Which samples train, validate and test. Pure functions; same seed, same split on every platform.
#pragma once
#include "core/data/dataset/dataset.h"
#include <cstdint>

namespace convscope {

struct SplitShares {
    double validation = 0.0; ///< the share of the images that the dataset does not assign itself
    double test = 0.0;
    std::uint64_t seed = 1;
};

/// Indices into the samples, each list in the dataset's order.
struct SplitIndices {
    std::vector<std::size_t> train, validation, test;
};

/// A split that the dataset brings stays as it is. A share for one that it lacks is taken from its
/// training images, class by class (stratified): as many as the share of all, rounded, spread
/// over the classes by largest remainders. A class keeps at least one image for training.
///
/// `groups`: the group of each sample, empty where it is in none; no entries: there are none. A
/// group goes whole to one of the three. The largest come first, each goes where the most of its
/// classes is missing still (after Sechidis et al. 2011, "On the stratification of multi-label
/// data"); so shares are met as well as the sizes of the groups allow.
SplitIndices splitSamples(const std::vector<Sample> &samples, std::size_t classes,
    const SplitShares &shares, const std::vector<std::string> &groups = {});

/// At most `limit` of `indices` (0: all), spread evenly over the classes, the first of each.
std::vector<std::size_t> limitEvenly(const std::vector<Sample> &samples, std::size_t classes,
    const std::vector<std::size_t> &indices, std::size_t limit);

} // namespace convscope
