// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layer/initializers.h"
#include <cmath>

namespace convscope {

Initializer::Initializer(const FieldValues &options)
    : m_kind(text(options, kindOption().name))
    , m_stddev(number(options, stddevOption().name))
{
}

Field Initializer::kindOption()
{
    return Field::choice("init", "he", { "he", "xavier", "lecun", "normal" },
        "how the random starting weights are scaled");
}

Field Initializer::stddevOption()
{
    return Field::real("init_deviation", 0.01, 0, 10,
        "standard deviation of the starting weights, for init: normal");
}

void Initializer::fill(std::span<Scalar> weights, double inputs, double outputs, Rng &rng) const
{
    double stddev = m_stddev;
    if (m_kind == "he")
        stddev = std::sqrt(2 / inputs);
    else if (m_kind == "xavier")
        stddev = std::sqrt(2 / (inputs + outputs));
    else if (m_kind == "lecun")
        stddev = std::sqrt(1 / inputs);
    for (Scalar &weight : weights)
        weight = static_cast<Scalar>(rng.normal() * stddev);
}

} // namespace convscope
