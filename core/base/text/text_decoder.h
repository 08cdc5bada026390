// SPDX-License-Identifier: GPL-3.0-or-later
// TextDecoder: text in the encodings that spreadsheets write, as UTF-8.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace convscope {

enum class TextEncoding : std::uint8_t {
    Utf8,
    Utf16Little,
    Utf16Big,
    Windows1252,
    Utf8AndWindows1252, ///< UTF-8 with single bytes in it that are none
};
std::string_view toString(TextEncoding encoding); ///< "UTF-8", "UTF-16", "Windows-1252", …

/// Takes a text block by block. A byte order mark tells UTF-16 or UTF-8, and is left out. Without
/// one, UTF-16 is known by its zeros, and what is no UTF-8 is read as Windows-1252, in which every
/// byte is a character (its five unused ones are control characters, as the WHATWG Encoding
/// Standard has them). Halves of surrogate pairs become U+FFFD.
class TextDecoder {
public:
    /// Appends to `text` what `bytes` say; the start of a character that goes on in the next block
    /// waits for it, unless this is the last.
    void add(std::string_view bytes, bool isLast, std::string &text);

    TextEncoding encoding() const { return m_encoding; }
    /// Nothing in the file says so: a person should be told.
    bool isGuessed() const { return m_guessed; }

private:
    void begin();
    void addUtf8(bool isLast, std::string &text);
    void addUtf16(bool isLast, std::string &text);
    void addUnit(char16_t unit, std::string &text);

    TextEncoding m_encoding = TextEncoding::Utf8;
    bool m_guessed = false, m_began = false;
    bool m_wide = false; ///< characters of UTF-8 beyond ASCII were seen
    char16_t m_high = 0; ///< the first half of a pair
    std::string m_rest; ///< not decoded yet
};

} // namespace convscope
