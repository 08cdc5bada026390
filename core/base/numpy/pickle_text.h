// SPDX-License-Identifier: GPL-3.0-or-later
// The texts and numbers that pickles write as lines (protocol 0), and words about pickles. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace convscope {

/// All four: nothing where the text is not of that kind.
std::optional<std::int64_t> parsedWhole(std::string_view text);
std::optional<double> parsedDouble(std::string_view text);
/// Python's raw-unicode-escape (Latin-1, \uXXXX, \UXXXXXXXX), in UTF-8.
std::optional<std::string> unescapedUnicode(std::string_view text);
/// A Python literal: 'text' or "text" with backslash escapes.
std::optional<std::string> unquoted(std::string_view text);

/// For sentences: without control characters and not too long.
std::string printable(std::string_view text);
/// Why the opcode `code` is not carried out.
std::string unreadOpcode(std::uint8_t code);

} // namespace convscope
