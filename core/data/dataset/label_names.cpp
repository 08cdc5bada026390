// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/label_names.h"
#include "core/base/text/unicode.h"
#include <algorithm>
#include <charconv>
#include <optional>

namespace convscope {

namespace {

std::optional<std::int64_t> wholeNumber(const std::string &text)
{
    std::int64_t value = 0;
    const char *const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && at == end ? std::optional(value) : std::nullopt;
}

} // namespace

int LabelNames::add(std::string_view label)
{
    if (!isAscii(label))
        if (const std::string same = composed(label); same != label)
            return add(same);
    const auto found = m_numbers.find(label);
    if (found != m_numbers.end())
        return found->second;
    const int number = static_cast<int>(m_numbers.size());
    m_numbers.emplace(label, number);
    return number;
}

LabelNames::Sorted LabelNames::sorted() const
{
    Sorted result;
    for (const auto &[name, number] : m_numbers)
        result.names.push_back(name);
    if (std::ranges::all_of(
            result.names, [](const std::string &name) { return wholeNumber(name).has_value(); }))
        std::ranges::stable_sort(
            result.names, {}, [](const std::string &name) { return *wholeNumber(name); });
    result.place.resize(m_numbers.size());
    for (std::size_t i = 0; i < result.names.size(); ++i)
        result.place[static_cast<std::size_t>(m_numbers.at(result.names[i]))] = static_cast<int>(i);
    for (std::string &name : result.names)
        if (const auto shown = m_shown.find(name); shown != m_shown.end())
            name = shown->second;
    return result;
}

} // namespace convscope
