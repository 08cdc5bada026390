// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/numpy/pickle_text.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace convscope {

namespace {

/// `text` is all of a number, and nothing but it.
template<typename T, typename... Base>
std::optional<T> parsed(std::string_view text, Base... base)
{
    T value {};
    const char *end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value, base...);
    return error == std::errc() && stopped == end && !text.empty() ? std::optional(value)
                                                                   : std::nullopt;
}

std::optional<std::uint32_t> hexAt(std::string_view text, std::size_t at, std::size_t digits)
{
    if (at > text.size() || text.size() - at < digits)
        return std::nullopt;
    return parsed<std::uint32_t>(text.substr(at, digits), 16);
}

/// UTF-8 (RFC 3629).
void appendUtf8(std::string &to, std::uint32_t code)
{
    const auto tail = [&](unsigned shift) {
        to += static_cast<char>(0x80U | (code >> shift & 0x3fU));
    };
    if (code < 0x80) {
        to += static_cast<char>(code);
    } else if (code < 0x800) {
        to += static_cast<char>(0xc0U | code >> 6U);
        tail(0);
    } else if (code < 0x10000) {
        to += static_cast<char>(0xe0U | code >> 12U);
        tail(6);
        tail(0);
    } else {
        to += static_cast<char>(0xf0U | code >> 18U);
        tail(12);
        tail(6);
        tail(0);
    }
}

/// The byte that a backslash and `letter` stand for.
std::optional<char> escaped(char letter)
{
    static constexpr std::string_view kLetters = "abtnvfr\\'\"", kMeanings = "\a\b\t\n\v\f\r\\'\"";
    const std::size_t found = kLetters.find(letter);
    return found == std::string_view::npos ? std::nullopt : std::optional(kMeanings[found]);
}

} // namespace

std::optional<std::int64_t> parsedWhole(std::string_view text)
{
    return parsed<std::int64_t>(text);
}

std::optional<double> parsedDouble(std::string_view text)
{
    return parsed<double>(text);
}

std::optional<std::string> unescapedUnicode(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
        if (next != 'u' && next != 'U') {
            appendUtf8(result, static_cast<unsigned char>(text[i]));
            continue;
        }
        const std::size_t digits = next == 'u' ? 4 : 8;
        const auto code = hexAt(text, i + 2, digits);
        if (!code || *code > 0x10ffff)
            return std::nullopt;
        appendUtf8(result, *code);
        i += digits + 1;
    }
    return result;
}

std::optional<std::string> unquoted(std::string_view text)
{
    if (text.size() < 2 || text.front() != text.back()
        || (text.front() != '\'' && text.front() != '"'))
        return std::nullopt;
    text = text.substr(1, text.size() - 2);
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            result += text[i];
            continue;
        }
        if (++i == text.size())
            return std::nullopt;
        if (const auto letter = escaped(text[i])) {
            result += *letter;
            continue;
        }
        const auto code = text[i] == 'x' ? hexAt(text, i + 1, 2) : std::nullopt;
        if (!code)
            return std::nullopt;
        result += static_cast<char>(*code);
        i += 2;
    }
    return result;
}

std::string printable(std::string_view text)
{
    constexpr std::size_t kMax = 80;
    std::string result(text.substr(0, kMax));
    std::replace_if(
        result.begin(), result.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return text.size() > kMax ? result + "…" : result;
}

std::string unreadOpcode(std::uint8_t code)
{
    static constexpr std::array<std::pair<std::uint8_t, std::string_view>, 11> kKnown { {
        { 'i', "INST makes an object of a class" },
        { 'P', "PERSID asks for an object that is kept outside the file" },
        { 'Q', "BINPERSID asks for an object that is kept outside the file" },
        { 'o', "OBJ makes an object of a class" },
        { 0x81, "NEWOBJ makes an object of a class" },
        { 0x82, "EXT1 asks for a class by a number" },
        { 0x83, "EXT2 asks for a class by a number" },
        { 0x84, "EXT4 asks for a class by a number" },
        { 0x92, "NEWOBJ_EX makes an object of a class" },
        { 0x97, "NEXT_BUFFER asks for bytes that are kept outside the file" },
        { 0x98, "READONLY_BUFFER asks for bytes that are kept outside the file" },
    } };
    for (const auto &[known, words] : kKnown)
        if (known == code)
            return "its opcode " + std::string(words)
                + ", and only plain values and NumPy's arrays are read";
    return "it has the opcode " + std::to_string(code) + ", which pickles do not have";
}

} // namespace convscope
