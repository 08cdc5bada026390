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

/// "1 picture", "2,000 pictures"
inline std::string counted(std::size_t number, const std::string &what)
{
    return grouped(number) + " " + what + (number == 1 ? "" : "s");
}

} // namespace convscope
