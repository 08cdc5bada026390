// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/initializers.h"
#include "core/nn/options.h"
#include <cmath>

namespace convscope {

Initializer::Initializer(const LayerOptions &options)
    : m_kind(text(options, kindOption().name))
    , m_deviation(number(options, deviationOption().name))
{
}

OptionInfo Initializer::kindOption()
{
    return { "init", "how the random starting weights are scaled", std::string("he"), 0, 0,
        { "he", "xavier", "lecun", "normal" } };
}

OptionInfo Initializer::deviationOption()
{
    return { "init_deviation", "standard deviation of the starting weights, for init: normal", 0.01,
        0, 10, {} };
}

void Initializer::fill(std::span<Scalar> weights, double inputs, double outputs, Rng &rng) const
{
    double deviation = m_deviation;
    if (m_kind == "he")
        deviation = std::sqrt(2 / inputs);
    else if (m_kind == "xavier")
        deviation = std::sqrt(2 / (inputs + outputs));
    else if (m_kind == "lecun")
        deviation = std::sqrt(1 / inputs);
    for (Scalar &weight : weights)
        weight = static_cast<Scalar>(rng.normal() * deviation);
}

} // namespace convscope
