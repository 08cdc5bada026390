// SPDX-License-Identifier: GPL-3.0-or-later
// A gradient that was worked out against one that was measured. Pure functions.
#pragma once
#include "core/tensor/tensor.h"
#include <algorithm>
#include <cmath>

namespace convscope {

/// (f(v + step) − f(v − step)) / 2·step, with `variable` at those places and then back at v.
template<typename Function>
double centralDifference(Scalar &variable, double step, const Function &f)
{
    const Scalar kept = variable;
    variable = static_cast<Scalar>(double(kept) + step);
    const double up = f();
    variable = static_cast<Scalar>(double(kept) - step);
    const double down = f();
    variable = kept;
    return (up - down) / (2 * step);
}

/// The difference as a share of the larger one, or of `least` where both are smaller; infinite when
/// either is not a number.
inline double relativeError(double exact, double measured, double least)
{
    const double error
        = std::abs(exact - measured) / std::max({ least, std::abs(exact), std::abs(measured) });
    return std::isfinite(error) ? error : HUGE_VAL;
}

/// As relativeError() with the measured derivative by `variable`, for functions with kinks: where a
/// step crosses one, a smaller step will not, but no step makes a wrong gradient right.
template<typename Function>
double gradientError(Scalar &variable, double exact, double least, const Function &f)
{
    constexpr double kGood = 1e-7;
    double best = HUGE_VAL;
    for (const double step : { 1e-5, 1e-6, 1e-7 }) {
        best = std::min(best, relativeError(exact, centralDifference(variable, step, f), least));
        if (best < kGood)
            break;
    }
    return best;
}

} // namespace convscope
