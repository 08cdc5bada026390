// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/sgd.h"

namespace convscope {

Sgd::Sgd(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters)
    : ElementwiseOptimizer(options, parameters, {})
{
}

OptimizerInfo Sgd::info()
{
    return { .kind = "sgd",
        .title = "SGD",
        .help = "Steps straight down the gradient",
        .uses = { "weightDecay" },
        .create
        = [](const OptimizerOptions &options,
              const std::vector<Model::ParameterRef> &parameters) -> std::unique_ptr<Optimizer> {
            return std::make_unique<Sgd>(options, parameters);
        } };
}

void Sgd::update(const Block &block) const
{
    const auto rate = Scalar(options().rate), decay = Scalar(options().weightDecay);
    for (std::size_t i = 0; i < block.values.size(); ++i)
        block.values[i] -= rate * (block.gradients[i] + decay * block.values[i]);
}

Momentum::Momentum(
    const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters)
    : ElementwiseOptimizer(options, parameters, { "velocity" })
{
}

OptimizerInfo Momentum::info()
{
    return { .kind = "momentum",
        .title = "SGD with momentum",
        .help = "Keeps rolling in the direction of earlier steps",
        .uses = { "momentum", "weightDecay" },
        .create
        = [](const OptimizerOptions &options,
              const std::vector<Model::ParameterRef> &parameters) -> std::unique_ptr<Optimizer> {
            return std::make_unique<Momentum>(options, parameters);
        } };
}

void Momentum::update(const Block &block) const
{
    const auto rate = Scalar(options().rate), decay = Scalar(options().weightDecay);
    const auto momentum = Scalar(options().momentum);
    Scalar *velocity = block.averages[0];
    for (std::size_t i = 0; i < block.values.size(); ++i) {
        velocity[i] = momentum * velocity[i] + (block.gradients[i] + decay * block.values[i]);
        block.values[i] -= rate * velocity[i];
    }
}

} // namespace convscope
