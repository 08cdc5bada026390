// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that the charts of a run show, as one table.
#pragma once
#include "core/train/loop/trainer.h"
#include <span>
#include <string>

namespace convscope {

/// A line a batch, with the validation in the line of its epoch's last batch and the settings that
/// were changed with it. Accuracies are from 0 to 1; numbers are written so that they come back to
/// the bit. `smoothing` is the weight of the smoothed columns, from 0 to less than 1.
std::string curvesCsv(std::span<const BatchReport> batches, std::span<const EpochReport> epochs,
    std::span<const SettingChange> changes, double smoothing);

} // namespace convscope
