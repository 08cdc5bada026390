// SPDX-License-Identifier: GPL-3.0-or-later
// Stochastic gradient descent, plain and with momentum.
#pragma once
#include "core/optim/elementwise.h"

namespace convscope {

/// p −= rate · g.
class Sgd final : public ElementwiseOptimizer {
public:
    Sgd(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters);
    static OptimizerInfo info();

protected:
    void update(const Block &block) const override;
};

/// v = momentum · v + g; p −= rate · v.
class Momentum final : public ElementwiseOptimizer {
public:
    Momentum(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters);
    static OptimizerInfo info();

protected:
    void update(const Block &block) const override;
};

} // namespace convscope
