// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/double/double_check.h"
#include "app/double/double_gradients.h"
#include <nlohmann/json.hpp>

namespace convscope {

std::vector<GradientMismatch> compareInDouble(
    const ModelSpec &spec, std::uint64_t seed, int values, const std::function<bool()> &goOn)
{
    std::vector<GradientMismatch> errors;
    for (const auto &error : convscope_double::gradientErrors(
             toJson(spec), seed, { .values = std::size_t(values), .goOn = goOn }))
        errors.push_back({ error.layer + "." + error.parameter, error.largest });
    return errors;
}

} // namespace convscope
