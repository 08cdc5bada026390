// SPDX-License-Identifier: GPL-3.0-or-later
// The images of a set that activate a chosen map most strongly.
#pragma once
#include "core/inspect/explain/receptive_field.h"
#include "core/inspect/network/dataset_pass.h"

namespace convscope {

enum class ActivationMeasure {
    Highest, ///< by the map's largest value
    Mean, ///< by the mean over the map
};

struct TopActivation {
    std::size_t index = 0; ///< into the set
    double highest = 0, mean = 0; ///< the map's values
    int row = 0, column = 0; ///< where the map is highest first
    PlaceRect field; ///< the part of the network's input that value depends on
};

struct TopActivations {
    std::vector<TopActivation> images; ///< the strongest first; of equal ones the first
    std::size_t looked = 0; ///< at so many images, evenly spread
    std::size_t all = 0; ///< images of the set
};

struct TopActivationsRequest {
    std::string layer;
    int map = 0;
    ActivationMeasure by = ActivationMeasure::Highest;
    std::size_t most = 12; ///< images told
    std::size_t limit = 5'000; ///< most images looked at; 0: all
};

/// `set` was prepared with the model's preprocessing. @throws Error when the model has no such map,
/// Cancelled.
TopActivations topActivations(const TrainedModel &model, const ImageSet &set,
    const TopActivationsRequest &request, const Progress &progress = noProgress);

} // namespace convscope
