// SPDX-License-Identifier: GPL-3.0-or-later
// One line that says where a run stands. Pure function.
#pragma once
#include "app/threads/training_controller.h"
#include "ui/training/run_model.h"

namespace convscope {

/// "epoch 3/10 · batch 120/428 · 4,310 images/s · 00:12 left · loss 0.412 acc 0.861"
QString statusText(const RunModel &run, TrainingController::State state);

} // namespace convscope
