// SPDX-License-Identifier: GPL-3.0-or-later
// JSON from files of others, without the reader's usual leniency.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace convscope {

/// Refuses bad UTF-8, trailing text, what is nested deeper than 64 or has more than `mostParts`
/// values, keys and brackets, and an object that has a key twice (which the library lets pass
/// silently). @throws Error "<name>: …".
nlohmann::json parseStrictJson(
    const std::string &name, std::string_view text, std::size_t mostParts = 4'000'000);

} // namespace convscope
