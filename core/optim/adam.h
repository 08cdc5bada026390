// SPDX-License-Identifier: GPL-3.0-or-later
// Adam (Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1).
#pragma once
#include "core/optim/elementwise.h"

namespace convscope {

/// m and v are running averages of the gradient and its square, corrected for their start at zero:
/// p −= rate · m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
class Adam final : public ElementwiseOptimizer {
public:
    Adam(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters);
    static OptimizerInfo info();

protected:
    void update(const Block &block) const override;
};

} // namespace convscope
