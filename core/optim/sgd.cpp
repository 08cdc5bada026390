// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/sgd.h"

namespace convscope {

namespace {

MomentumFactors momentumFactors(const OptimizerOptions &options)
{
    return { .rate = Scalar(options.rate),
        .momentum = Scalar(options.momentum),
        .decay = Scalar(options.weightDecay) };
}

/// The largest gradient with what the weight decay adds.
double pull(const OptimizerOptions &options, double gradient, double weight)
{
    return gradient + options.weightDecay * weight;
}

} // namespace

Sgd::Sgd(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters)
    : ElementwiseOptimizer(options, parameters, {})
{
}

OptimizerInfo Sgd::info()
{
    return { .kind = "sgd",
        .title = "SGD",
        .help = "Steps straight down the gradient",
        .fields = { &OptimizerOptions::weightDecay },
        .create = makeOptimizer<Sgd> };
}

double Sgd::longestStep(const Largest &largest) const
{
    return options().rate * pull(options(), largest.gradient, largest.weight);
}

void Sgd::update(const StepSlice &slice) const
{
    sgdStep(slice, { .rate = Scalar(options().rate), .decay = Scalar(options().weightDecay) });
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
        .fields = { &OptimizerOptions::momentum, &OptimizerOptions::weightDecay },
        .create = makeOptimizer<Momentum> };
}

double Momentum::longestStep(const Largest &largest) const
{
    return options().rate
        * (options().momentum * largest.average
            + pull(options(), largest.gradient, largest.weight));
}

void Momentum::update(const StepSlice &slice) const
{
    momentumStep(slice, momentumFactors(options()));
}

Nesterov::Nesterov(
    const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters)
    : ElementwiseOptimizer(options, parameters, { "velocity" })
{
}

OptimizerInfo Nesterov::info()
{
    return { .kind = "nesterov",
        .title = "Nesterov momentum",
        .help = "Momentum that looks one step ahead, and so brakes earlier",
        .fields = { &OptimizerOptions::momentum, &OptimizerOptions::weightDecay },
        .create = makeOptimizer<Nesterov> };
}

double Nesterov::longestStep(const Largest &largest) const
{
    const double own = pull(options(), largest.gradient, largest.weight);
    const double velocity = options().momentum * largest.average + own;
    return options().rate * (own + options().momentum * velocity);
}

void Nesterov::update(const StepSlice &slice) const
{
    nesterovStep(slice, momentumFactors(options()));
}

} // namespace convscope
