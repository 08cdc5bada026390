// SPDX-License-Identifier: GPL-3.0-or-later
// Initializer: the random starting values of weights. An option of every layer that has weights.
#pragma once
#include "core/base/field.h"
#include "core/base/rng.h"
#include "core/tensor/tensor.h"

namespace convscope {

/// Normal values around 0. The deviation keeps signals of about the same size from layer to layer:
///   he      √(2 / inputs)              He et al. 2015, "Delving Deep into Rectifiers"
///   xavier  √(2 / (inputs + outputs))  Glorot and Bengio 2010, "Understanding the Difficulty …"
///   lecun   √(1 / inputs)              LeCun et al. 1998, "Efficient BackProp"
///   normal  as given
class Initializer {
public:
    Initializer() = default;
    /// From the options that the two functions below describe.
    explicit Initializer(const FieldValues &options);
    static Field kindOption();
    static Field stddevOption();

    /// `inputs` and `outputs`: how many values one output is summed from, and one input goes to.
    void fill(std::span<Scalar> weights, double inputs, double outputs, Rng &rng) const;

private:
    std::string m_kind = "he";
    double m_stddev = 0.01;
};

} // namespace convscope
