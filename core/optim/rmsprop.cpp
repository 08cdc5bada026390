// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/optim/rmsprop.h"
#include <cmath>

namespace convscope {

RmsProp::RmsProp(
    const OptimizerOptions &options, const std::vector<Model::ParameterRef> &parameters)
    : ElementwiseOptimizer(options, parameters, { "square" })
{
}

OptimizerInfo RmsProp::info()
{
    return { .kind = "rmsprop",
        .title = "RMSprop",
        .help = "Divides every weight's step by how large its gradient usually is",
        .fields
        = { &OptimizerOptions::alpha, &OptimizerOptions::epsilon, &OptimizerOptions::weightDecay },
        .create = makeOptimizer<RmsProp> };
}

double RmsProp::longestStep(const Largest &) const
{
    constexpr double kVanishing = 1e-17; // a gradient whose square is no float any more
    return options().rate * (1 / std::sqrt(1 - options().alpha) + kVanishing / options().epsilon);
}

void RmsProp::update(const StepSlice &slice) const
{
    rmsPropStep(slice,
        { .rate = Scalar(options().rate),
            .decay = Scalar(options().weightDecay),
            .alpha = Scalar(options().alpha),
            .epsilon = Scalar(options().epsilon) });
}

} // namespace convscope
