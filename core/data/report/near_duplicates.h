// SPDX-License-Identifier: GPL-3.0-or-later
// Images that look the same and are not equal: mirrored, turned, cut by up to a tenth of a side,
// saved again at another quality or size, brighter or darker; or all of that together.
#pragma once
#include "core/data/report/dataset_report.h"

namespace convscope {

/// Groups in the order of their first image, each of at least two. Of images that are equal in
/// every pixel only the first is in a group. Drawings of few strokes on a plain ground, which all
/// look alike when they are small, are in none. `facts` has one entry a sample. Pairs that are
/// likely by their lowest frequencies are laid on each other and compared (see LookIndex and
/// likenessOf()); what is like the same image is one group. @throws Cancelled.
std::vector<ImageGroup> nearDuplicates(const std::vector<Sample> &samples,
    const std::vector<ImageFacts> &facts, int threads = 0, const Progress &progress = noProgress);

/// Notes that a group's images lie in different splits or classes.
void markCrossings(ImageGroup &group, const std::vector<Sample> &samples);

} // namespace convscope
