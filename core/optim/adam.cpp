// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/adam.h"
#include <cmath>

namespace convscope {

Adam::Adam(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters)
    : ElementwiseOptimizer(options, parameters, { "mean", "square" })
{
}

OptimizerInfo Adam::info()
{
    return { .kind = "adam",
        .title = "Adam",
        .help = "Gives every weight a step size of its own; a good first choice",
        .uses = { "beta1", "beta2", "epsilon", "weightDecay" },
        .create
        = [](const OptimizerOptions &options,
              const std::vector<Model::ParameterRef> &parameters) -> std::unique_ptr<Optimizer> {
            return std::make_unique<Adam>(options, parameters);
        } };
}

void Adam::update(const Block &block) const
{
    const OptimizerOptions &o = options();
    const auto t = static_cast<double>(steps());
    const auto beta1 = Scalar(o.beta1), beta2 = Scalar(o.beta2);
    const auto rate = Scalar(o.rate / (1 - std::pow(o.beta1, t)));
    const auto correction = Scalar(1 / std::sqrt(1 - std::pow(o.beta2, t)));
    const auto epsilon = Scalar(o.epsilon), decay = Scalar(o.weightDecay);
    Scalar *mean = block.averages[0];
    Scalar *square = block.averages[1];
    for (std::size_t i = 0; i < block.values.size(); ++i) {
        const Scalar g = block.gradients[i] + decay * block.values[i];
        mean[i] = beta1 * mean[i] + (1 - beta1) * g;
        square[i] = beta2 * square[i] + (1 - beta2) * g * g;
        block.values[i] -= rate * mean[i] / (std::sqrt(square[i]) * correction + epsilon);
    }
}

} // namespace convscope
