// SPDX-License-Identifier: GPL-3.0-or-later
// The images of a run that is over, prepared as they were. Runs on any thread.
#pragma once
#include "core/base/progress.h"
#include "core/train/setup/run_config.h"

namespace convscope {

/// `known` where it is what the run in `folder` was trained with, else the dataset is opened.
/// @throws Error when it is gone or has changed since; Cancelled.
std::shared_ptr<const TrainingData> dataOfRun(const std::filesystem::path &folder,
    const std::shared_ptr<const TrainingData> &known, const Progress &progress);

} // namespace convscope
