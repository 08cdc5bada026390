// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8_name.h"
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

namespace convscope {

namespace {

constexpr std::string_view kEscapeDigits = "0123456789ABCDEF";
constexpr std::size_t kEscape = 4; // characters

/// First bytes of characters, how long these are, and what the second byte may be (RFC 3629, 4).
struct Lead {
    unsigned char from, to;
    std::size_t length;
    unsigned char secondFrom, secondTo;
};
constexpr std::array<Lead, 9> kLeads { {
    { 0x00, 0x7f, 1, 0, 0 },
    { 0xc2, 0xdf, 2, 0x80, 0xbf },
    { 0xe0, 0xe0, 3, 0xa0, 0xbf },
    { 0xe1, 0xec, 3, 0x80, 0xbf },
    { 0xed, 0xed, 3, 0x80, 0x9f },
    { 0xee, 0xef, 3, 0x80, 0xbf },
    { 0xf0, 0xf0, 4, 0x90, 0xbf },
    { 0xf1, 0xf3, 4, 0x80, 0xbf },
    { 0xf4, 0xf4, 4, 0x80, 0x8f },
} };

/// Bytes of the character that `text` begins with; 0: it begins with none.
std::size_t characterLength(std::string_view text)
{
    const auto byte = [&](std::size_t i) {
        return static_cast<unsigned char>(text[i]);
    };
    const auto lead = std::ranges::find_if(
        kLeads, [&](const Lead &each) { return byte(0) >= each.from && byte(0) <= each.to; });
    if (lead == kLeads.end() || text.size() < lead->length)
        return 0;
    if (lead->length > 1 && (byte(1) < lead->secondFrom || byte(1) > lead->secondTo))
        return 0;
    for (std::size_t i = 2; i < lead->length; ++i)
        if (byte(i) < 0x80 || byte(i) > 0xbf)
            return 0;
    return lead->length;
}

/// The byte that the escape at the start of `text` stands for, where there is one.
std::optional<char> escapedByte(std::string_view text)
{
    if (text.size() < kEscape || !text.starts_with("\\x"))
        return std::nullopt;
    const std::size_t high = kEscapeDigits.find(text[2]), low = kEscapeDigits.find(text[3]);
    if (high == std::string_view::npos || low == std::string_view::npos)
        return std::nullopt;
    return static_cast<char>(high << 4U | low);
}

void appendEscape(std::string &name, char byte)
{
    const auto value = static_cast<unsigned char>(byte);
    name += { '\\', 'x', kEscapeDigits[value >> 4U], kEscapeDigits[value & 0xfU] };
}

} // namespace

bool isUtf8(std::string_view text)
{
    return utf8Prefix(text) == text.size();
}

std::size_t utf8Prefix(std::string_view text)
{
    std::size_t at = asciiPrefix(text);
    while (at < text.size()) {
        const std::size_t length = characterLength(text.substr(at));
        if (length == 0)
            break;
        at += length;
        at += asciiPrefix(text.substr(at));
    }
    return at;
}

std::size_t asciiPrefix(std::string_view text)
{
    constexpr std::uint64_t kHighBits = 0x8080808080808080U;
    std::size_t at = 0;
    for (std::uint64_t eight = 0; at + sizeof eight <= text.size(); at += sizeof eight) {
        std::memcpy(&eight, text.data() + at, sizeof eight);
        if ((eight & kHighBits) != 0)
            break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
        ++at;
    return at;
}

std::string utf8Name(std::string_view bytes)
{
    std::string name;
    name.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = characterLength(bytes);
        if (length == 0 || escapedByte(bytes))
            appendEscape(name, bytes.front());
        else
            name += bytes.substr(0, length);
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return name;
}

std::string nameBytes(std::string_view name)
{
    std::string bytes;
    bytes.reserve(name.size());
    while (!name.empty()) {
        const auto byte = escapedByte(name);
        bytes += byte.value_or(name.front());
        name.remove_prefix(byte ? kEscape : 1);
    }
    return bytes;
}

std::string utf8Text(std::string_view text)
{
    return isUtf8(text) ? std::string(text) : utf8Name(text);
}

} // namespace convscope
