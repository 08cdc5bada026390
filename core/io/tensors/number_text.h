// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers in texts for programs: with a point whatever the system's language.
#pragma once
#include <array>
#include <charconv>
#include <string>

namespace convscope {

/// The shortest text that comes back to the bit: "0.1", "1e-05", "inf", "nan".
template<typename T>
std::string exactNumber(T value)
{
    std::array<char, 32> text {};
    const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
    return { text.data(), result.ptr };
}

/// With so many significant digits.
inline std::string shortNumber(double value, int digits)
{
    std::array<char, 64> text {};
    const auto result = std::to_chars(
        text.data(), text.data() + text.size(), value, std::chars_format::general, digits);
    return { text.data(), result.ptr };
}

} // namespace convscope
