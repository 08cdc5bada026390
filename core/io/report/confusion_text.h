// SPDX-License-Identifier: GPL-3.0-or-later
// The confusion matrix in words: what its sides are called everywhere, and the whole of it as text.
#pragma once
#include "core/train/measure/evaluation.h"
#include <string>
#include <string_view>

namespace convscope {

/// In the corner where they meet: rows are the true classes, columns the predicted ones.
constexpr std::string_view kConfusionSides = "true \\ predicted";

/// A line a class, in columns; letters beyond ASCII may put them out of line.
std::string confusionText(const Evaluation &evaluation);

} // namespace convscope
