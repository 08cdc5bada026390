// SPDX-License-Identifier: GPL-3.0-or-later
// Letters that look the same are the same: what Unicode says of spellings and of case. Pure
// functions, any thread.
#pragma once
#include <string>
#include <string_view>

namespace convscope {

bool isAscii(std::string_view text);

/// The composed form (NFC, Unicode Standard Annex 15): "A" with a combining diaeresis becomes "Ä".
/// What is no UTF-8 comes back as it is.
std::string composed(std::string_view text);

/// The form with the marks behind their letters (NFD), as macOS writes the names of files.
std::string decomposed(std::string_view text);

/// For words that a person may write in capitals, with or without accents: two are the same word
/// where these are equal. Full case folding, so that "STRASSE" is "Straße". Spaces, `_`, `-`, `.`
/// and `:` do not count.
std::string foldedWord(std::string_view word);

} // namespace convscope
