// SPDX-License-Identifier: GPL-3.0-or-later
// RunConfig: every setting of a run; saved in run.json, so that a run can be repeated to the bit.
#pragma once
#include "core/data/prepare/augmentation.h"
#include "core/data/prepare/exclusions.h"
#include "core/data/prepare/training_data.h"
#include "core/nn/model_spec.h"
#include "core/optim/optimizer.h"
#include "core/train/setup/schedule.h"

namespace convscope {

/// The weight of an image's class in the loss: all the same, or rare classes more than common ones.
enum class ClassWeights { None, Balanced };
std::string_view toString(ClassWeights weights); ///< "none", "balanced"
/// @throws Error listing the known names.
ClassWeights classWeightsFromString(std::string_view name);

struct RunConfig {
    std::string preset; ///< the preset it came from; empty: a person's own model
    ModelSpec model; ///< already adapted to the data
    OptimizerOptions optimizer;
    ScheduleOptions schedule;
    double clipNorm = 0; ///< the longest the gradient may be; 0: as long as it is
    double labelSmoothing = 0; ///< share of the target spread over all classes, when training
    ClassWeights classWeights = ClassWeights::None; ///< when training
    int epochs = 10;
    int batch = 32;
    std::int64_t maxBatches = 0; ///< stop after so many training batches in all; 0: no limit
    std::uint64_t seed = 1; ///< starting weights, shuffling, splitting
    int threads = 0; ///< 0: all cores; never changes a result
    int patience = 0; ///< stop after so many epochs without a better validation loss; 0: never
    bool shuffle = true;
    bool tensorboard = false; ///< event files too, beside the logs
    Preprocessing
        preprocessing; ///< as the person asked for it; mean and deviation come from the data
    AugmentOptions augment; ///< changes of the training images only
    bool followData = false; ///< take channels and size from data whose images are all of one kind
    double validation = 0.1, test = 0.0; ///< shares, where the dataset brings no split
    GroupBy group = GroupBy::Auto; ///< what tells the images that no split may part
    std::size_t limit = 0;
    std::string dataset; ///< as given on opening
    std::string layout; ///< the name of the dataset's reading; empty: it leaves no choice
    Exclusions excluded; ///< files and classes of the dataset
    friend bool operator==(const RunConfig &, const RunConfig &) = default;
};

/// Before a run begins, whatever applies to it. @throws Error naming a setting that is out of its
/// range, or with which no network can learn.
void checkRunConfig(const RunConfig &config);

nlohmann::json toJson(const RunConfig &config);
/// Runs that began with settings that checkRunConfig() refuses today can still be read.
/// @throws Error naming the setting that is unknown, of the wrong type, or out of its range.
RunConfig runConfigFromJson(const nlohmann::json &json);

} // namespace convscope
