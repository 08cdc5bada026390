// SPDX-License-Identifier: GPL-3.0-or-later
// Images that were found, as they are shown: with the place that counted framed, and in words.
// Pure functions.
#pragma once
#include "ui/ablation/ablation_panel.h"
#include "ui/images/image_grid.h"

namespace convscope {

std::vector<ImageGridItem> topActivationItems(const FoundActivations &found);
/// "relu1 map 3 answers most to these, of all 240 training images".
QString topActivationsHeading(const FoundActivations &found, const QString &map);
/// "all 240" or "5,000 of 60,000".
QString lookedAt(std::size_t looked, std::size_t all);

} // namespace convscope
