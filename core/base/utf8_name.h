// SPDX-License-Identifier: GPL-3.0-or-later
// Names as text. The system lets a file's name be any bytes; what this program shows and writes is
// UTF-8. So every name from outside gets one canonical form where it comes in, and keeps it in all
// that is written. Pure functions, any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace convscope {

bool isUtf8(std::string_view text); ///< by RFC 3629: no surrogates, nothing longer than needed
std::size_t utf8Prefix(
    std::string_view text); ///< bytes of whole characters before the first wrong one
std::size_t asciiPrefix(std::string_view text); ///< bytes before the first beyond ASCII

/// The canonical form: UTF-8 as it is, each byte that belongs to none as \xHH ("caf\xE9"). A
/// backslash that would look like the start of such an escape becomes \x5C. Different bytes give
/// different names. Exactly once for each name.
std::string utf8Name(std::string_view bytes);

/// The bytes that utf8Name() was given: what a file of that name is opened by.
std::string nameBytes(std::string_view name);

/// For sentences, and for names that a person types as they were shown: UTF-8 stays as it is, other
/// bytes become the same escapes.
std::string utf8Text(std::string_view text);

} // namespace convscope
