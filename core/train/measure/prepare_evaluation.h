// SPDX-License-Identifier: GPL-3.0-or-later
// prepareEvaluation: the images that a model is to be judged on, prepared as it wants them. Window
// and command line take this way, so that both judge a model of a run by the parts that the run
// had: what it was trained on counts neither as validation nor as test, whatever is open or set
// now, and however the dataset has changed since. Runs on any thread.
#pragma once
#include "core/data/prepare/listed_images.h"
#include "core/train/setup/prepare_run.h"
#include "core/train/setup/trained_model.h"

namespace convscope {

/// The facts that the run of a model knows about its images.
struct RunImages {
    RunConfig config;
    std::uint64_t fingerprint = 0; ///< TrainingData's; 0: not known
    std::optional<std::vector<ListedImage>> listed; ///< none: a run of the first version
};

struct EvaluationRequest {
    std::shared_ptr<const TrainedModel> model;
    std::optional<RunImages> run; ///< the model's; none: a model file
    std::optional<Split> split; ///< none: all images
    std::string location; ///< as openDataset() takes it; not needed where something is open
    std::string layout {}; ///< as openDataset(); empty: the run's, where it is its own dataset
    /// The data that are open already, with the settings that split them for models without a run.
    std::optional<PreparedRun> open;
    std::filesystem::path cache; ///< as openDataset()
};

struct PreparedEvaluation {
    std::shared_ptr<const Dataset> whole; ///< as it was opened
    std::shared_ptr<const Dataset> dataset; ///< without what the run excluded
    ImageSet images; ///< images of `dataset`; labels count in its classes
    std::vector<Problem> problems; ///< unreadable files; empty for data that were open already
    /// How many of the dataset's images the run did not have, and how many of the run's in that
    /// split are gone; not known for model files and changed sets of the first version.
    std::optional<std::size_t> added, missing;
    std::size_t trainedOn = 0; ///< not among `images`: the run was trained on the same bytes
    /// The run is of the first version, which did not list its images, and began with others: any
    /// of these could be one that it was trained on.
    bool unlisted = false;
};

/// @throws Error where there are no such images, or where nobody can say which they were;
/// Cancelled.
PreparedEvaluation prepareEvaluation(const EvaluationRequest &request, const Progress &progress);

} // namespace convscope
