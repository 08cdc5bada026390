// SPDX-License-Identifier: GPL-3.0-or-later
// From a spec to built layers: the one place where shapes are inferred. Used by Model and
// inferShapes().
#pragma once
#include "core/layer/layer.h"
#include "core/nn/model_spec.h"

namespace convscope {

struct LayerChain {
    std::vector<std::unique_ptr<Layer>> layers; ///< built, not yet initialized
    std::vector<LayerSummary> summaries;
    std::vector<std::vector<int>> others; ///< the indices of the layers that Layer::others() names
};

/// `spec` has names. They name files and keys too: of at most 100 bytes, not blank, without '/',
/// '\' and control characters, none of ".", ".." and the names of the two ends, each once. @throws
/// Error naming the first layer that does not fit, and why.
LayerChain buildLayers(const ModelSpec &spec);

} // namespace convscope
