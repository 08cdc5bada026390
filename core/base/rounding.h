// SPDX-License-Identifier: GPL-3.0-or-later
// Figures rounded for people, for every place that prints them. Rounding never says "all" or "none"
// of what is not: 4,000 right of 4,001 are ">99.9 %". Pure functions; no locale.
#pragma once
#include <string>
#include <string_view>

namespace convscope {

/// A number that can be printed with `digits` after the point, and how the figure lies to it.
struct RoundedFigure {
    std::string_view relation; ///< "": about as much; "<" or ">": less or more than `value`
    double value = 0; ///< not finite: there is no figure
    int digits = 0;
};

/// The figure of a share in [0,1], or of a difference of shares.
RoundedFigure roundedPercent(double share, int digits = 1); ///< its number of percent
RoundedFigure roundedFraction(double share, int digits = 3); ///< from 0 to 1
/// The figure of an amount of 0 or more without a limit, such as a loss.
RoundedFigure roundedAmount(double amount, int digits = 4);

/// Stands for a figure that does not exist.
constexpr std::string_view kNoFigure = "–";

/// The value to print for a softmax's probability: it is 0 or 1 only where float ends.
double inner(double probability);

std::string percentText(double share, int digits = 1); ///< "97.5 %", "<0.1 %", ">99.9 %", "–"
std::string fractionText(double share, int digits = 3); ///< "0.975", "<0.001", ">0.999", "–"
/// With so many digits that count: "0.001", "2.5e-05".
std::string significantText(double number, int digits = 3);
std::string amountText(double amount, int digits = 4); ///< "0.4567", "<0.0001", "–"

} // namespace convscope
