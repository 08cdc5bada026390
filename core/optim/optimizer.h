// SPDX-License-Identifier: GPL-3.0-or-later
// Optimizer: changes parameters by their gradients. Built with its parameters, then only step()ped.
#pragma once
#include "core/base/threads/thread_pool.h"
#include "core/nn/model.h"
#include <string_view>

namespace convscope {

/// Everything an optimizer may want; each kind reads its own. PyTorch's definitions.
struct OptimizerOptions {
    std::string kind = "adam";
    double rate = 1e-3;
    double momentum = 0.9;
    double beta1 = 0.9, beta2 = 0.999;
    double alpha = 0.99; ///< RMSprop's share of the mean square that stays
    double epsilon = 1e-8;
    double weightDecay = 0;
    friend bool operator==(const OptimizerOptions &, const OptimizerOptions &) = default;
};

/// The state that a checkpoint has to keep to go on to the bit.
struct OptimizerState {
    std::int64_t steps = 0;
    std::vector<NamedTensor> moments; ///< "conv1.weight.mean", …, in a fixed order
};

class Optimizer {
public:
    virtual ~Optimizer() = default;
    /// One step along the current gradients. Allocates nothing.
    virtual void step(ThreadPool &pool) = 0;
    /// Whether the step to come is sure to keep all numbers finite and to move no weight far, when
    /// no gradient is larger than `gradient`. To be asked once before each step(). Costs next to
    /// nothing, as a rule: what is known of the numbers is carried on from step to step.
    virtual bool isSmallStep(double gradient) = 0;
    virtual void setRate(double rate) = 0;
    virtual void setMomentum(double momentum) = 0;
    virtual void setWeightDecay(double decay) = 0;
    virtual OptimizerState state() const = 0;
    /// @throws Error when the state is of another optimizer or model.
    virtual void setState(const OptimizerState &state) = 0;
};

struct OptimizerInfo {
    std::string_view kind; ///< "adam"
    std::string_view title; ///< "Adam"
    std::string_view help;
    std::vector<double OptimizerOptions::*> fields; ///< those it reads besides the rate
    std::unique_ptr<Optimizer> (*create)(
        const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters);
};

const std::vector<OptimizerInfo> &optimizerRegistry();

/// @throws Error listing the known kinds.
const OptimizerInfo &optimizerInfo(std::string_view kind);

bool reads(const OptimizerInfo &optimizer, double OptimizerOptions::*field);

} // namespace convscope
