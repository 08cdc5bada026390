// SPDX-License-Identifier: GPL-3.0-or-later
// The accuracy of guesses made without looking at an image: by its class's frequency, its size, its
// colours. A network has to beat that; and where it is far too easy, it may learn just that.
#pragma once
#include "core/data/report/dataset_report.h"

namespace convscope {

/// Counts the images that can be used. Pure; `facts` has one entry a sample.
Baselines baselinesOf(const Dataset &dataset, const std::vector<ImageFacts> &facts);

/// The measures that alone predict the class, the strongest first. A measure counts when it takes
/// at least half of the way from always guessing the most frequent class to being always right.
std::vector<Shortcut> shortcutsOf(const Dataset &dataset, const std::vector<ImageFacts> &facts);

} // namespace convscope
