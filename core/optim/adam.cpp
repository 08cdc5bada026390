// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/adam.h"
#include <cmath>

namespace convscope {

namespace {

AdamFactors uncorrected(const OptimizerOptions &o)
{
    return { .rate = Scalar(o.rate),
        .decay = Scalar(o.weightDecay),
        .beta1 = Scalar(o.beta1),
        .beta2 = Scalar(o.beta2) };
}

// p −= rate · m̂ / (√v̂ + ε) with both corrections moved out of the loop.
AdamFactors corrected(const OptimizerOptions &o, std::int64_t step)
{
    const auto t = static_cast<double>(step);
    AdamFactors factors = uncorrected(o);
    factors.rate = Scalar(o.rate / (1 - std::pow(o.beta1, t)));
    factors.rootScale = Scalar(1 / std::sqrt(1 - std::pow(o.beta2, t)));
    factors.outside = Scalar(o.epsilon);
    return factors;
}

} // namespace

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
        .create = makeOptimizer<Adam> };
}

void Adam::update(const StepSlice &slice) const
{
    adamStep(slice, corrected(options(), steps()));
}

AdamW::AdamW(const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters)
    : ElementwiseOptimizer(options, parameters, { "mean", "square" })
{
}

OptimizerInfo AdamW::info()
{
    return { .kind = "adamw",
        .title = "AdamW",
        .help = "Adam whose weight decay pulls on all weights alike; give it a weight decay",
        .uses = { "beta1", "beta2", "epsilon", "weightDecay" },
        .create = makeOptimizer<AdamW> };
}

void AdamW::update(const StepSlice &slice) const
{
    AdamFactors factors = corrected(options(), steps());
    factors.decay = 0;
    factors.keep = Scalar(1 - options().rate * options().weightDecay);
    adamStep(slice, factors);
}

UncorrectedAdam::UncorrectedAdam(
    const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters)
    : ElementwiseOptimizer(options, parameters, { "mean", "square" })
{
}

OptimizerInfo UncorrectedAdam::info()
{
    return { .kind = "adam-uncorrected",
        .title = "Adam, uncorrected",
        .help = "Adam as small classroom programs have it: no bias correction, epsilon in the root",
        .uses = { "beta1", "beta2", "epsilon", "weightDecay" },
        .create = makeOptimizer<UncorrectedAdam> };
}

void UncorrectedAdam::update(const StepSlice &slice) const
{
    AdamFactors factors = uncorrected(options());
    factors.inside = Scalar(options().epsilon);
    adamStep(slice, factors);
}

} // namespace convscope
