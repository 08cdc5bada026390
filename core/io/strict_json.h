// SPDX-License-Identifier: GPL-3.0-or-later
// JSON from files of others, without the reader's usual leniency.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace convscope {

/// Refuses bad UTF-8, trailing text, and an object that has a key twice (which the library lets
/// pass silently). @throws Error "<name>: …".
nlohmann::json parseStrictJson(const std::string &name, std::string_view text);

} // namespace convscope
