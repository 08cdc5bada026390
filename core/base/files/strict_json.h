// SPDX-License-Identifier: GPL-3.0-or-later
// JSON from files of others, without the reader's usual leniency.
#pragma once
#include "core/base/error.h"
#include "core/base/whole_number.h"
#include <string>
#include <string_view>

namespace convscope {

/// Refuses bad UTF-8, trailing text, what is nested deeper than 64 or has more values, keys and
/// brackets than a text of its length needs (each takes a hundred bytes of memory), and an object
/// that has a key twice (which the library lets pass silently). @throws Error "<name>: …".
nlohmann::json parseStrictJson(const std::string &name, std::string_view text);

/// The count under `key`; 0 where there is none. @throws Error "<name>: …".
template<std::integral T>
T countIn(const std::string &name, const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    const auto count = found == object.end() ? std::optional(T()) : wholeNumber<T>(*found);
    if (!count || *count < T())
        throw Error(name + ": '" + key + "' is " + found->dump() + ", which is no count");
    return *count;
}

} // namespace convscope
