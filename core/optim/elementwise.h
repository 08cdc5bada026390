// SPDX-License-Identifier: GPL-3.0-or-later
// What all our optimizers share: every parameter value is updated by itself, with up to two running
// averages of its own.
#pragma once
#include "core/optim/optimizer.h"
#include <array>

namespace convscope {

class ElementwiseOptimizer : public Optimizer {
public:
    void step(ThreadPool &pool) final;
    void setRate(double rate) final { m_options.rate = rate; }
    OptimizerState state() const final;
    void setState(const OptimizerState &state) final;

protected:
    /// `averages`: names of the running averages a value has, in the order of Block::averages.
    ElementwiseOptimizer(const OptimizerOptions &options,
        const std::vector<Model::ParameterRef> &parameters, std::vector<std::string> averages);

    /// Consecutive values of one parameter.
    struct Block {
        std::span<Scalar> values;
        std::span<const Scalar> gradients;
        std::array<Scalar *, 2> averages {};
    };
    /// Called for every block of a step, from several threads at once.
    virtual void update(const Block &block) const = 0;

    const OptimizerOptions &options() const { return m_options; }
    /// 1 in the first step.
    std::int64_t steps() const { return m_steps; }

private:
    OptimizerOptions m_options;
    std::vector<Model::ParameterRef> m_parameters;
    std::vector<std::string> m_names;
    std::vector<std::vector<Tensor>> m_averages; // [average][parameter]
    std::vector<Block> m_blocks; // constant after construction; cut by size alone
    std::int64_t m_steps = 0;
};

} // namespace convscope
