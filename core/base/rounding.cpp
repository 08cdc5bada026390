// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rounding.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace convscope {

namespace {

std::string printed(double value, int digits)
{
    std::array<char, 400> text {}; // the largest double has 309 digits before the point
    const auto result = std::to_chars(
        text.data(), text.data() + text.size(), value, std::chars_format::fixed, digits);
    return { text.data(), result.ptr };
}

/// The number that is printed, so that both always agree.
double asPrinted(double value, int digits)
{
    const std::string text = printed(value, digits);
    double rounded = 0;
    std::from_chars(text.data(), text.data() + text.size(), rounded);
    return rounded;
}

/// `amount` is 0 or more. `all` is the number that only a whole may be called.
RoundedFigure bounded(double amount, int digits, double all)
{
    constexpr double kNoise = 1e-12; // rounding errors; no share of images is so close to 1
    const double value = asPrinted(amount, digits);
    const double step = std::pow(10, -digits);
    if (value == 0 && amount > 0)
        return { "<", asPrinted(step, digits), digits };
    if (value == all && amount < all * (1 - kNoise))
        return { ">", asPrinted(all - step, digits), digits };
    return { "", value, digits };
}

/// A difference below 0 is as far from "none" as one above.
RoundedFigure boundedShare(double share, int digits, double all)
{
    if (!(share < 0))
        return bounded(share * all, digits, all);
    RoundedFigure figure = bounded(-share * all, digits, all);
    figure.value = -figure.value;
    if (!figure.relation.empty())
        figure.relation = figure.relation == "<" ? ">" : "<";
    return figure;
}

std::string textOf(const RoundedFigure &figure, std::string_view unit = {})
{
    if (!std::isfinite(figure.value))
        return std::string(kNoFigure);
    return std::string(figure.relation) + printed(figure.value, figure.digits) + std::string(unit);
}

} // namespace

RoundedFigure roundedPercent(double share, int digits)
{
    return boundedShare(share, digits, 100);
}

RoundedFigure roundedFraction(double share, int digits)
{
    return boundedShare(share, digits, 1);
}

RoundedFigure roundedAmount(double amount, int digits)
{
    return bounded(amount, digits, HUGE_VAL);
}

double inner(double probability)
{
    constexpr double kMin = 1e-7; // beyond what counts as whole below
    return std::isfinite(probability) ? std::clamp(probability, kMin, 1 - kMin) : probability;
}

std::string percentText(double share, int digits)
{
    return textOf(roundedPercent(share, digits), " %");
}

std::string fractionText(double share, int digits)
{
    return textOf(roundedFraction(share, digits));
}

std::string significantText(double number, int digits)
{
    std::array<char, 64> text {};
    const auto result = std::to_chars(
        text.data(), text.data() + text.size(), number, std::chars_format::general, digits);
    return { text.data(), result.ptr };
}

std::string amountText(double amount, int digits)
{
    return textOf(roundedAmount(amount, digits));
}

} // namespace convscope
