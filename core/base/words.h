// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers in sentences.
#pragma once
#include <cstddef>
#include <string>

namespace convscope {

/// "12,345"
inline std::string grouped(std::size_t number)
{
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3;)
        text.insert(at -= 3, ",");
    return text;
}

/// "1 image", "2,000 images"
inline std::string counted(std::size_t number, const std::string &what)
{
    return grouped(number) + " " + what + (number == 1 ? "" : "s");
}

/// A long name without its middle; whole characters of UTF-8.
inline std::string shortened(const std::string &name, std::size_t most = 40)
{
    if (name.size() <= most)
        return name;
    const auto continues = [&](std::size_t at) {
        return (static_cast<unsigned char>(name[at]) & 0xc0U) == 0x80U;
    };
    std::size_t begin = most / 2;
    std::size_t end = name.size() - most / 2;
    while (begin > 0 && continues(begin))
        --begin;
    while (end < name.size() && continues(end))
        ++end;
    return name.substr(0, begin) + "…" + name.substr(end);
}

} // namespace convscope
