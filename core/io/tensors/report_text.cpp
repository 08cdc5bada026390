// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensors/report_text.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace convscope {

namespace {

/// The length of the character that `text` begins with; 0: it is none that XML 1.0 allows.
std::size_t characterLength(std::string_view text)
{
    const auto byte = [&](std::size_t i) {
        return static_cast<unsigned char>(text[i]);
    };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return lead >= 0x20 || lead == '\t' || lead == '\n' || lead == '\r' ? 1 : 0;
    const std::size_t length = lead < 0xc0 ? 0
        : lead < 0xe0                      ? 2
        : lead < 0xf0                      ? 3
        : lead < 0xf8                      ? 4
                                           : 0;
    if (length == 0 || text.size() < length)
        return 0;
    std::uint32_t code = lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U)
            return 0;
        code = code << 6U | (byte(i) & 0x3fU);
    }
    constexpr std::array<std::uint32_t, 5> kFirst { 0, 0, 0x80, 0x800, 0x10000 };
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    const bool none = surrogate || code == 0xfffe || code == 0xffff || code > 0x10ffff;
    return code < kFirst[length] || none ? 0 : length;
}

std::string printed(const char *format, int digits, double value)
{
    if (std::isnan(value))
        return "not a number";
    if (std::isinf(value))
        return value > 0 ? "infinite" : "minus infinite";
    std::array<char, 400> text {}; // the largest double has 309 digits before the point
    std::snprintf(text.data(), text.size(), format, digits, value);
    return text.data();
}

} // namespace

std::string htmlText(std::string_view text)
{
    std::string result;
    while (!text.empty()) {
        const std::size_t length = characterLength(text);
        switch (length == 1 ? text.front() : '\0') {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        case '\'':
            result += "&#39;";
            break;
        default:
            result += length ? text.substr(0, length) : "\xef\xbf\xbd";
        }
        text.remove_prefix(std::max<std::size_t>(1, length));
    }
    return result;
}

std::string csvField(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string csvLine(const std::vector<std::string> &fields)
{
    std::string line;
    for (const std::string &field : fields)
        line += (&field == fields.data() ? "" : ",") + csvField(field);
    return line + '\n';
}

std::string pngAddress(std::span<const std::uint8_t> bytes)
{
    static constexpr std::string_view kDigits
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string address = "data:image/png;base64,";
    for (std::size_t at = 0; at < bytes.size(); at += 3) { // RFC 4648, section 4
        const std::size_t left = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8U | (i < left ? bytes[at + i] : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            address += i <= left ? kDigits[group >> (18 - 6 * i) & 0x3fU] : '=';
    }
    return address;
}

std::string fixed(double value, int digits)
{
    return printed("%.*f", digits, value);
}

std::string unbroken(std::string_view text)
{
    std::string result;
    for (const char c : text)
        result += c == ' ' ? "\u00a0" : std::string(1, c);
    return result;
}

std::string shortNumber(double value)
{
    return printed("%.*g", 6, value);
}

} // namespace convscope
