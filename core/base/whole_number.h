// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers of files where a count belongs: the range is looked at before they are converted, because
// a conversion out of range may give anything. Pure functions.
#pragma once
#include <cmath>
#include <concepts>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace convscope {

/// Nothing where T does not hold it exactly: 1e300, 0.5, NaN, and −5 where T has no sign.
template<std::integral T>
std::optional<T> wholeNumber(double value)
{
    const double limit = std::ldexp(1.0, std::numeric_limits<T>::digits);
    const double least = std::is_signed_v<T> ? -limit : 0;
    if (!(value >= least && value < limit) || value != std::floor(value))
        return std::nullopt;
    return static_cast<T>(value);
}

/// Nothing also where it is no number.
template<std::integral T>
std::optional<T> wholeNumber(const nlohmann::json &value)
{
    if (value.is_number_unsigned() && std::in_range<T>(value.get<std::uint64_t>()))
        return static_cast<T>(value.get<std::uint64_t>());
    if (value.is_number_integer() && !value.is_number_unsigned()
        && std::in_range<T>(value.get<std::int64_t>()))
        return static_cast<T>(value.get<std::int64_t>());
    return value.is_number_float() ? wholeNumber<T>(value.get<double>()) : std::nullopt;
}

} // namespace convscope
