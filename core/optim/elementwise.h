// SPDX-License-Identifier: GPL-3.0-or-later
// The common part of our optimizers: every parameter value is updated by itself, with up to two
// running moments of its own.
#pragma once
#include "core/kernels/optimizer_steps.h"
#include "core/optim/optimizer.h"
#include <cmath>

namespace convscope {

class ElementwiseOptimizer : public Optimizer {
public:
    void step(ThreadPool &pool) final;
    bool isSmallStep(double gradient) final;
    void setRate(double rate) final { m_options.rate = rate; }
    void setMomentum(double momentum) final { m_options.momentum = momentum; }
    void setWeightDecay(double decay) final { m_options.weightDecay = decay; }
    OptimizerState state() const final;
    void setState(const OptimizerState &state) final;

protected:
    /// `moments`: names of the running moments a value has, in the order of StepSlice's.
    ElementwiseOptimizer(const OptimizerOptions &options,
        const std::vector<Model::ParameterRef> &parameters, std::vector<std::string> moments);

    /// Called for every slice of the parameters in a step, from several threads at once.
    virtual void update(const StepSlice &slice) const = 0;

    /// Bounds of what a step starts from: no number is larger.
    struct Largest {
        double gradient = 0, weight = 0;
        double average = 0; ///< the first of the moments, such as the velocity
    };
    /// How far a step from there can move a weight at most; infinite: nobody knows.
    virtual double longestStep(const Largest &largest) const = 0;

    const OptimizerOptions &options() const { return m_options; }
    /// 1 in the first step.
    std::int64_t steps() const { return m_steps; }

private:
    void measureLargest();

    OptimizerOptions m_options;
    std::vector<Model::ParameterRef> m_parameters;
    std::vector<std::string> m_names;
    std::vector<std::vector<Tensor>> m_moments; // [moment][parameter]
    // Constant after construction. A task takes the slices from its first to the next one's first.
    std::vector<StepSlice> m_slices;
    std::vector<std::size_t> m_tasks;
    std::int64_t m_steps = 0;
    double m_largestWeight = HUGE_VAL, m_largestMoment = HUGE_VAL; // bounds; infinite: unknown
};

/// For OptimizerInfo::create.
template<class Kind>
std::unique_ptr<Optimizer> makeOptimizer(
    const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters)
{
    return std::make_unique<Kind>(options, parameters);
}

} // namespace convscope
