// SPDX-License-Identifier: GPL-3.0-or-later
// A gradient that was worked out against one that was measured. Pure functions.
#pragma once
#include "core/tensor/tensor.h"
#include <algorithm>
#include <array>
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
/// step crosses one, a smaller step will not, but no step makes a wrong gradient right. Where both
/// differ by no more than rounding of the function can make of a small step, as with a true
/// gradient of 0, a large step tells: of that rounding it sees the less the larger it is.
template<typename Function>
double gradientError(Scalar &variable, double exact, double least, const Function &f)
{
    constexpr double kGood = 1e-7, kRounding = 1e-8;
    constexpr std::array kSteps { 1e-5, 1e-6, 1e-7 }, kLarge { 1e-4, 1e-3, 1e-2 };
    double best = HUGE_VAL, nearest = HUGE_VAL;
    const auto take = [&](double step) {
        const double measured = centralDifference(variable, step, f);
        best = std::min(best, relativeError(exact, measured, least));
        nearest = std::min(nearest, std::abs(exact - measured));
        return best < kGood;
    };
    if (!std::ranges::any_of(kSteps, take) && nearest < kRounding)
        static_cast<void>(std::ranges::any_of(kLarge, take));
    return best;
}

} // namespace convscope
