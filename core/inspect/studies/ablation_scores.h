// SPDX-License-Identifier: GPL-3.0-or-later
// The ablation score of each map of a network: how much worse it does with the map switched off.
// Pure functions.
#pragma once
#include "core/inspect/network/dataset_pass.h"

namespace convscope {

/// How much worse the network does with one map at zero and all others as they were.
struct AblationScore {
    std::string layer;
    int map = 0;
    double accuracyLost = 0; ///< share of all images; negative: it does better without the map
    double lossIncrease = 0;
    std::vector<double> classLost; ///< for each class the share of its own images
};

struct AblationScores {
    std::shared_ptr<const TrainedModel> model;
    std::size_t images = 0;
    double accuracy = 0, loss = 0; ///< with all maps
    std::vector<std::size_t> support; ///< images of each class
    std::vector<AblationScore> maps; ///< layer by layer
};

/// Those that lose most, the first most: at least half of what the one that loses most loses, and
/// at most three. Empty: none loses anything.
std::vector<int> servedClasses(const AblationScore &score);

/// Where the maps of the convolutions are as the next one sees them: after normalization and
/// activation. The last layer, whose values are the answer itself, is none.
std::vector<std::string> layersToMeasure(const ModelSpec &spec);

/// `set` was prepared with the model's preprocessing, and its labels count in the model's classes.
/// The same bits on any number of threads. @throws Error naming a layer that the model lacks,
/// Cancelled.
AblationScores measureAblationScores(std::shared_ptr<const TrainedModel> model, const ImageSet &set,
    const std::vector<std::string> &layers, const Progress &progress = noProgress);

} // namespace convscope
