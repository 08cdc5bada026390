// SPDX-License-Identifier: GPL-3.0-or-later
// The gradient of one value of a network as the arithmetic that made it: what each layer behind
// hands back.
#pragma once
#include "core/inspect/explain/explain_value.h"

namespace convscope {

struct GradientExplanation {
    /// The share that one layer that reads the value hands back.
    struct Part {
        std::string through; ///< the layer
        Formula formula;
    };
    std::vector<Part> parts;
    double value = 0; ///< the sum of all parts
    double stored = 0; ///< the value of the network's own backward pass
    double magnitude = 0;
    bool agrees() const; ///< as Explanation's
};

/// Explains the gradient of the value at `place` of layer `layer`; -1: the input. `maps` have
/// gradients of a class's score, and name the model and the factors that were in force.
/// @throws Error when there is no such place, when it is the last layer (whose gradient is 1 or 0
/// by itself), or the maps have no gradients.
GradientExplanation explainGradient(
    const ValueExplainer &explainer, const FeatureMaps &maps, int layer, const ValuePlace &place);

} // namespace convscope
