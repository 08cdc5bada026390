// SPDX-License-Identifier: GPL-3.0-or-later
// The images that activate a map most strongly, with the set they are of. Plain data.
#pragma once
#include "core/inspect/studies/top_activations.h"

namespace convscope {

struct FoundActivations {
    TopActivationsRequest request;
    std::int64_t batch = 0; ///< the batch of the model they were found with
    ImageSet set;
    std::vector<std::string> classes; ///< that the set's labels count in
    TopActivations found;
};

} // namespace convscope
