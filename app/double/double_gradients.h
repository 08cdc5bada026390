// SPDX-License-Identifier: GPL-3.0-or-later
// The way from the program, which computes with float, to its networks built with double.
#pragma once
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace convscope_double { // the name that core/CMakeLists.txt gives the namespace of that build

struct GradientError {
    std::string layer, parameter;
    double largest = 0; ///< relative error
};

struct GradientSample {
    int batch = 3;
    std::size_t values = 30; ///< measured for each parameter
    std::function<bool()> goOn = {}; ///< asked between parameters; false: what is done is enough
};

/// Compares the gradient of the loss over a small random batch by every parameter with central
/// differences, at a random sample of the parameter's values.
/// `model` is a spec that was found valid.
std::vector<GradientError> gradientErrors(
    const nlohmann::json &model, std::uint64_t seed, const GradientSample &sample = {});

} // namespace convscope_double
