// SPDX-License-Identifier: GPL-3.0-or-later
// Images that look the same and are not equal: saved again at another quality or size, a little
// brighter or darker.
#pragma once
#include "core/data/report/dataset_report.h"

namespace convscope {

/// Groups in the order of their first image, each of at least two. Of images that are equal in
/// every pixel only the first is in a group. Drawings of few strokes on a plain ground, which all
/// look alike when they are small, are in none. Pure; `facts` has one entry a sample.
std::vector<ImageGroup> nearDuplicates(
    const std::vector<Sample> &samples, const std::vector<ImageFacts> &facts);

/// Notes that a group's images lie in different splits or classes.
void markCrossings(ImageGroup &group, const std::vector<Sample> &samples);

} // namespace convscope
