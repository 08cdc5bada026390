// SPDX-License-Identifier: GPL-3.0-or-later
// Adam (Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", algorithm 1), and two
// variants of it.
#pragma once
#include "core/optim/elementwise.h"

namespace convscope {

/// The moments m and v average the gradient and its square, corrected for their start at zero:
/// p −= rate · m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
class Adam final : public ElementwiseOptimizer {
public:
    Adam(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters);
    static OptimizerInfo info();

protected:
    void update(const StepSlice &slice) const override;
    double longestStep(const Largest &largest) const override;
};

/// Adam whose weight decay does not pass through the moments: p −= rate · decay · p first
/// (Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization").
class AdamW final : public ElementwiseOptimizer {
public:
    AdamW(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters);
    static OptimizerInfo info();

protected:
    void update(const StepSlice &slice) const override;
    double longestStep(const Largest &largest) const override;
};

/// Adam without the correction, and with ε in the root: p −= rate · m / √(v + ε). Small classroom
/// implementations do it like this; their trainings can be repeated with it.
class UncorrectedAdam final : public ElementwiseOptimizer {
public:
    UncorrectedAdam(
        const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters);
    static OptimizerInfo info();

protected:
    void update(const StepSlice &slice) const override;
    double longestStep(const Largest &largest) const override;
};

} // namespace convscope
