// SPDX-License-Identifier: GPL-3.0-or-later
// The evaluation of a model on a split of an open dataset. Pure function; runs on any thread.
#pragma once
#include "app/dataset_loader.h"
#include "core/train/trained_model.h"
#include "ui/panels/evaluation_panel.h"

namespace convscope {

/// The pictures are prepared anew where the model wants them otherwise than they are.
/// @throws Error naming a class that the model does not know, Cancelled.
EvaluatedSplit evaluateOn(
    const TrainedModel &model, const LoadedData &loaded, Split split, const Progress &progress);

} // namespace convscope
