// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/adam.h"
#include <algorithm>
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

/// |m| / √v is never more than this, after Cauchy and Schwarz; infinite: it can be anything.
double steepest(const OptimizerOptions &o)
{
    const double share = o.beta1 > 0 ? o.beta1 * o.beta1 / o.beta2 : 0;
    return share < 1 ? (1 - o.beta1) / std::sqrt((1 - o.beta2) * (1 - share)) : HUGE_VAL;
}

/// The same with both corrections, of which the first step's or the last one's count most.
double steepestCorrected(const OptimizerOptions &o)
{
    return steepest(o) * std::max(1.0, std::sqrt(1 - o.beta2) / (1 - o.beta1));
}

/// Gradients whose square is no float any more; ε alone bounds what they do.
constexpr double kVanishing = 1e-17;

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
        .fields = { &OptimizerOptions::beta1, &OptimizerOptions::beta2, &OptimizerOptions::epsilon,
            &OptimizerOptions::weightDecay },
        .create = makeOptimizer<Adam> };
}

double Adam::longestStep(const Largest &) const
{
    return options().rate * (steepestCorrected(options()) + kVanishing / options().epsilon);
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
        .fields = { &OptimizerOptions::beta1, &OptimizerOptions::beta2, &OptimizerOptions::epsilon,
            &OptimizerOptions::weightDecay },
        .create = makeOptimizer<AdamW> };
}

double AdamW::longestStep(const Largest &largest) const
{
    return options().rate
        * (steepestCorrected(options()) + kVanishing / options().epsilon
            + options().weightDecay * largest.weight);
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
        .fields = { &OptimizerOptions::beta1, &OptimizerOptions::beta2, &OptimizerOptions::epsilon,
            &OptimizerOptions::weightDecay },
        .create = makeOptimizer<UncorrectedAdam> };
}

double UncorrectedAdam::longestStep(const Largest &) const
{
    return options().rate * (steepest(options()) + kVanishing / std::sqrt(options().epsilon));
}

void UncorrectedAdam::update(const StepSlice &slice) const
{
    AdamFactors factors = uncorrected(options());
    factors.inside = Scalar(options().epsilon);
    adamStep(slice, factors);
}

} // namespace convscope
