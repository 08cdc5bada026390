// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text/text_decoder.h"
#include "core/base/text/unicode.h"
#include "core/base/utf8_name.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {

constexpr std::size_t kLongestCharacter = 4;
constexpr char32_t kReplacement = 0xfffd;

/// The characters of bytes 0x80 to 0x9f (WHATWG Encoding Standard, index windows-1252).
constexpr std::array<char16_t, 32> kWindows { 0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020,
    0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f, 0x90, 0x2018, 0x2019,
    0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e,
    0x0178 };

/// The first bytes of a character that is cut off.
bool isCut(std::string_view rest)
{
    const auto lead = static_cast<unsigned char>(rest.front());
    const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return lead >= 0xc2 && lead <= 0xf4 && rest.size() < length
        && std::ranges::all_of(rest.substr(1),
            [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; });
}

void appendCharacter(char32_t code, std::string &text)
{
    const auto tail = [&](unsigned shift) {
        text += static_cast<char>(0x80U | (code >> shift & 0x3fU));
    };
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xc0U | code >> 6U);
        tail(0);
    } else if (code < 0x10000) {
        text += static_cast<char>(0xe0U | code >> 12U);
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xf0U | code >> 18U);
        tail(12);
        tail(6);
        tail(0);
    }
}

void appendWindows(char byte, std::string &text)
{
    const auto code = static_cast<unsigned char>(byte);
    appendCharacter(code >= 0x80 && code <= 0x9f ? kWindows[code - 0x80U] : code, text);
}

/// UTF-16 without a mark: mostly ASCII (digits, separators), so that one half of most units is
/// zero and the other half never is.
TextEncoding guessedFrom(std::string_view bytes)
{
    constexpr std::size_t kLooked = 4096;
    const std::string_view text
        = bytes.substr(0, std::min(bytes.size(), kLooked) & ~std::size_t { 1 });
    std::array<std::size_t, 2> zeros { 0, 0 };
    for (std::size_t i = 0; i < text.size(); ++i)
        zeros[i % 2] += text[i] == '\0' ? 1 : 0;
    if (zeros[0] == 0 && zeros[1] > 0 && zeros[1] * 4 >= text.size())
        return TextEncoding::Utf16Little;
    if (zeros[1] == 0 && zeros[0] > 0 && zeros[0] * 4 >= text.size())
        return TextEncoding::Utf16Big;
    return TextEncoding::Utf8;
}

} // namespace

std::string_view toString(TextEncoding encoding)
{
    switch (encoding) {
    case TextEncoding::Utf16Little:
    case TextEncoding::Utf16Big:
        return "UTF-16";
    case TextEncoding::Windows1252:
        return "Windows-1252";
    case TextEncoding::Utf8AndWindows1252:
        return "UTF-8 mixed with Windows-1252";
    case TextEncoding::Utf8:
        break;
    }
    return "UTF-8";
}

void TextDecoder::add(std::string_view bytes, bool isLast, std::string &text)
{
    m_rest += bytes;
    if (!m_began && (m_rest.size() >= kLongestCharacter || isLast))
        begin();
    if (!m_began)
        return;
    if (m_encoding == TextEncoding::Utf16Little || m_encoding == TextEncoding::Utf16Big)
        addUtf16(isLast, text);
    else
        addUtf8(isLast, text);
}

void TextDecoder::begin()
{
    constexpr std::string_view kUtf8Mark = "\xef\xbb\xbf", kLittleMark = "\xff\xfe",
                               kBigMark = "\xfe\xff";
    m_began = true;
    std::size_t mark = 2;
    if (m_rest.starts_with(kLittleMark)) {
        m_encoding = TextEncoding::Utf16Little;
    } else if (m_rest.starts_with(kBigMark)) {
        m_encoding = TextEncoding::Utf16Big;
    } else {
        mark = m_rest.starts_with(kUtf8Mark) ? kUtf8Mark.size() : 0;
        m_encoding = mark == 0 ? guessedFrom(m_rest) : TextEncoding::Utf8;
        m_guessed = m_encoding != TextEncoding::Utf8;
    }
    m_rest.erase(0, mark);
}

void TextDecoder::addUtf8(bool isLast, std::string &text)
{
    std::string_view rest = m_rest;
    while (!rest.empty()) {
        const bool isWindows = m_encoding == TextEncoding::Windows1252;
        const std::size_t length = isWindows ? 0 : utf8Prefix(rest);
        m_wide = m_wide || !isAscii(rest.substr(0, length));
        text += rest.substr(0, length);
        rest.remove_prefix(length);
        if (rest.empty() || (!isWindows && !isLast && isCut(rest)))
            break;
        if (!isWindows) {
            m_encoding = m_wide ? TextEncoding::Utf8AndWindows1252 : TextEncoding::Windows1252;
            m_guessed = true;
        }
        do {
            appendWindows(rest.front(), text);
            rest.remove_prefix(1);
        } while (m_encoding == TextEncoding::Windows1252 && !rest.empty());
    }
    m_rest.erase(0, m_rest.size() - rest.size());
}

void TextDecoder::addUtf16(bool isLast, std::string &text)
{
    const bool isLittle = m_encoding == TextEncoding::Utf16Little;
    std::size_t at = 0;
    for (; at + 1 < m_rest.size(); at += 2) {
        const auto first = static_cast<unsigned char>(m_rest[at]);
        const auto second = static_cast<unsigned char>(m_rest[at + 1]);
        addUnit(
            static_cast<char16_t>(isLittle ? second << 8U | first : first << 8U | second), text);
    }
    m_rest.erase(0, at);
    if (isLast && (m_high != 0 || !m_rest.empty()))
        appendCharacter(kReplacement, text);
}

void TextDecoder::addUnit(char16_t unit, std::string &text)
{
    const bool isHigh = unit >= 0xd800 && unit <= 0xdbff, isLow = unit >= 0xdc00 && unit <= 0xdfff;
    if (m_high != 0 && isLow)
        appendCharacter(0x10000 + ((char32_t { m_high } - 0xd800) << 10U) + (unit - 0xdc00U), text);
    else if (m_high != 0)
        appendCharacter(kReplacement, text);
    if (!isHigh && !isLow)
        appendCharacter(unit, text);
    else if (isLow && m_high == 0)
        appendCharacter(kReplacement, text);
    m_high = isHigh ? unit : char16_t {};
}

} // namespace convscope
