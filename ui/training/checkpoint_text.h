// SPDX-License-Identifier: GPL-3.0-or-later
// Which network something is shown of, and what is known of it, in words: the same ones in every
// view. Pure functions.
#pragma once
#include "core/train/setup/model_origin.h"
#include <QString>

namespace convscope {

class RunModel;

/// The kind of checkpoint that the network after so many batches is in its run.
ModelCheckpoint checkpointIn(const RunModel &run, std::int64_t batch);

/// "best epoch, 17 (batch 612)", "batch 680 (epoch 19)"
QString checkpointText(ModelCheckpoint checkpoint, const TrainedModel &model);
/// The same with the run's name, for what may outlive it on the screen.
QString originText(const ModelOrigin &origin, const TrainedModel &model);

/// How often the network is right: the last validation until then, or that there was none.
/// "12.9 % of the validation images right"
QString knownAccuracy(const RunModel &run, const TrainedModel &model);

/// Both in one line, for an answer to stand beside.
QString networkText(const RunModel &run, const TrainedModel &model);

} // namespace convscope
