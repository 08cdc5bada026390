// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients compared in double precision, for the check before a run.
#pragma once
#include "core/train/measure/preflight.h"

namespace convscope {

/// A CompareGradients.
std::vector<GradientMismatch> compareInDouble(
    const ModelSpec &spec, std::uint64_t seed, int values, const std::function<bool()> &goOn);

} // namespace convscope
