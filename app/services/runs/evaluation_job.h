// SPDX-License-Identifier: GPL-3.0-or-later
// The evaluation of a model on the open dataset or another one. Pure functions; run on any thread.
#pragma once
#include "app/services/data/dataset_loader.h"
#include "core/train/measure/evaluation.h"
#include "core/train/measure/prepare_evaluation.h"

namespace convscope {

/// The images of a split of `loaded`, as it is open, or (none) all, as `model` wants them: for
/// looking at them, not for judging. @throws Error, Cancelled.
ImageSet preparedFor(const std::shared_ptr<const TrainedModel> &model, const LoadedData &loaded,
    Split split, const Progress &progress);

/// The first of `splits` that has images, to judge a model on: see prepareEvaluation().
struct TellingImages {
    Split split = Split::Train;
    PreparedEvaluation prepared;
};
TellingImages tellingImages(const ModelOfRun &model, const LoadedData &loaded,
    std::span<const Split> splits, const Progress &progress);

/// On a split, or (none) on all images; with the parts of the model's own run where it has one.
/// @throws Error naming a class that the model does not know, Cancelled.
EvaluatedImages evaluateOn(const ModelOfRun &model, const LoadedData &loaded,
    std::optional<Split> split, const Progress &progress);

/// On the images that say most about it: those for testing, else those for validation.
/// @throws Error as above, Cancelled.
EvaluatedImages evaluateForReport(
    const ModelOfRun &model, const LoadedData &loaded, const Progress &progress);

/// On all images of another folder or file but those that the model's run excluded.
/// @throws Error as above and where nothing there can be used, Cancelled.
EvaluatedImages evaluateAnother(
    const ModelOfRun &model, const std::string &location, const Progress &progress);

} // namespace convscope
