// SPDX-License-Identifier: GPL-3.0-or-later
// The evaluation of a model on the open dataset or another one. Pure functions; run on any thread.
#pragma once
#include "app/services/data/dataset_loader.h"
#include "core/train/measure/evaluation.h"

namespace convscope {

/// The pictures of a split of `loaded`, or (none) all, as `model` wants them: prepared anew where
/// they are prepared otherwise. @throws Error, Cancelled.
ImageSet preparedFor(const TrainedModel &model, const LoadedData &loaded,
    std::optional<Split> split, const Progress &progress);

/// On a split, or (none) on all pictures. They are prepared anew where the model wants them
/// otherwise than they are.
/// @throws Error naming a class that the model does not know, Cancelled.
EvaluatedPictures evaluateOn(const ModelOfRun &model, const LoadedData &loaded,
    std::optional<Split> split, const Progress &progress);

/// On all pictures of another folder or file. @throws Error as above and where nothing there can
/// be used, Cancelled.
EvaluatedPictures evaluateAnother(
    const ModelOfRun &model, const std::string &location, const Progress &progress);

/// The pictures that say most about a model: those for testing, else those for validation.
Split tellingSplit(const TrainingData &data);

} // namespace convscope
