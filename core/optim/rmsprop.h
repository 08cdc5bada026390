// SPDX-License-Identifier: GPL-3.0-or-later
// RMSprop (Tieleman and Hinton 2012, "Neural Networks for Machine Learning", lecture 6.5).
#pragma once
#include "core/optim/elementwise.h"

namespace convscope {

/// s is a running mean of the gradient's square, of which the share α stays: p −= rate · g / (√s +
/// ε).
class RmsProp final : public ElementwiseOptimizer {
public:
    RmsProp(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters);
    static OptimizerInfo info();

protected:
    void update(const StepSlice &slice) const override;
    double longestStep(const Largest &largest) const override;
};

} // namespace convscope
