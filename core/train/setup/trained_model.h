// SPDX-License-Identifier: GPL-3.0-or-later
// TrainedModel: everything that is needed to use a network elsewhere. Model files hold exactly
// this, and it is what leaves the training thread (as shared_ptr<const TrainedModel>).
#pragma once
#include "core/data/prepare/preprocessing.h"
#include "core/nn/model_spec.h"
#include <cstdint>

namespace convscope {

struct TrainedModel {
    ModelSpec spec; ///< with names
    std::vector<std::string> classes; ///< in the order of the outputs
    Preprocessing preprocessing;
    std::vector<NamedTensor> parameters; ///< "conv1.weight", "conv1.bias", … in layer order
    std::int64_t batch = 0; ///< training batches seen
    int epoch = 0; ///< 1-based; 0: untrained
};

} // namespace convscope
