// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text/natural_order.h"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace convscope {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The digits that `text` begins with, without leading zeros; they and the zeros are cut off.
std::string_view takeDigits(std::string_view &text)
{
    std::size_t zeros = 0;
    while (zeros < text.size() && text[zeros] == '0')
        ++zeros;
    std::size_t end = zeros;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    const std::string_view digits = text.substr(zeros, end - zeros);
    text.remove_prefix(end);
    return digits;
}

int rankOf(char c)
{
    return c == '/' ? -1 : static_cast<unsigned char>(c);
}

std::optional<double> numberOf(const std::string &name)
{
    double value = 0;
    const char *const end = name.data() + name.size();
    const auto [at, error] = std::from_chars(name.data(), end, value);
    return error == std::errc() && at == end && std::isfinite(value) ? std::optional(value)
                                                                     : std::nullopt;
}

} // namespace

std::strong_ordering naturalOrder(std::string_view a, std::string_view b)
{
    std::string_view left = a, right = b;
    while (!left.empty() && !right.empty()) {
        if (isDigit(left.front()) && isDigit(right.front())) {
            const std::string_view one = takeDigits(left), other = takeDigits(right);
            if (one.size() != other.size())
                return one.size() <=> other.size();
            if (one != other)
                return one.compare(other) <=> 0;
        } else if (left.front() != right.front()) {
            return rankOf(left.front()) <=> rankOf(right.front());
        } else {
            left.remove_prefix(1);
            right.remove_prefix(1);
        }
    }
    if (!left.empty() || !right.empty())
        return left.size() <=> right.size();
    return a.size() != b.size() ? a.size() <=> b.size() : a.compare(b) <=> 0;
}

void sortClassNames(std::vector<std::string> &names)
{
    std::ranges::sort(names, NaturalLess());
    if (std::ranges::all_of(
            names, [](const std::string &name) { return numberOf(name).has_value(); }))
        std::ranges::stable_sort(
            names, {}, [](const std::string &name) { return *numberOf(name); });
}

} // namespace convscope
