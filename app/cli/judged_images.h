// SPDX-License-Identifier: GPL-3.0-or-later
// Which images of a dataset a model is judged on: with a run those that it recorded, so that none
// it was trained on counts as validation or test, however the dataset has changed since.
#pragma once
#include "core/base/progress.h"
#include "core/data/prepare/training_data.h"
#include "core/train/setup/trained_model.h"

namespace convscope::cli {

struct JudgeRequest {
    std::string model, dataset; ///< as on the command line
    std::optional<Split> split; ///< none: all images
    bool cache = true;
};

struct JudgedImages {
    std::shared_ptr<const Dataset> dataset;
    ImageSet images; ///< labels count in the dataset's classes
    std::vector<Problem> problems; ///< what could not be read
    /// Of the dataset's images those that the run did not have, and of the run's in that split
    /// those that are gone; not known for model files and changed sets of the first version.
    std::optional<std::size_t> added, missing;
};

/// Prepared for `model`, which is what `request.model` holds. What a person should know of the
/// choice goes to stderr. @throws Error where there are none, Cancelled.
JudgedImages imagesToJudge(
    const JudgeRequest &request, const TrainedModel &model, const Progress &progress);

} // namespace convscope::cli
