// SPDX-License-Identifier: GPL-3.0-or-later
// Stochastic gradient descent: plain, with momentum, and with Nesterov's momentum.
#pragma once
#include "core/optim/elementwise.h"

namespace convscope {

/// p −= rate · g.
class Sgd final : public ElementwiseOptimizer {
public:
    Sgd(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters);
    static OptimizerInfo info();

protected:
    void update(const StepSlice &slice) const override;
    double longestStep(const Largest &largest) const override;
};

/// v = momentum · v + g; p −= rate · v.
class Momentum final : public ElementwiseOptimizer {
public:
    Momentum(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters);
    static OptimizerInfo info();

protected:
    void update(const StepSlice &slice) const override;
    double longestStep(const Largest &largest) const override;
};

/// v = momentum · v + g; p −= rate · (g + momentum · v): the gradient counts as if the next step of
/// the momentum had been made already (Sutskever et al. 2013, "On the importance of initialization
/// and momentum in deep learning", in PyTorch's form).
class Nesterov final : public ElementwiseOptimizer {
public:
    Nesterov(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters);
    static OptimizerInfo info();

protected:
    void update(const StepSlice &slice) const override;
    double longestStep(const Largest &largest) const override;
};

} // namespace convscope
