// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include <algorithm>
#include <bit>
#include <cstddef>

namespace convscope {

namespace {

// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every input bit reaches every output bit.
std::uint64_t mixed(std::uint64_t value)
{
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31U);
}

// Byte by byte, so that the result does not depend on the machine's byte order; compilers make one
// load of the full words.
std::uint64_t littleWord(std::span<const std::uint8_t> bytes)
{
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        word |= std::uint64_t { bytes[i] } << (8 * i);
    return word;
}

} // namespace

Hasher &Hasher::add(std::uint64_t value)
{
    m_state = mixed(std::rotl(m_state, 23) ^ value) + 0x9e3779b97f4a7c15ULL;
    return *this;
}

Hasher &Hasher::add(double value)
{
    return add(std::bit_cast<std::uint64_t>(value));
}

Hasher &Hasher::add(std::string_view text)
{
    add(std::uint64_t { text.size() });
    for (std::size_t at = 0; at < text.size(); at += 8) {
        std::uint64_t word = 0;
        for (std::size_t i = at; i < std::min(at + 8, text.size()); ++i)
            word |= std::uint64_t { static_cast<std::uint8_t>(text[i]) } << (8 * (i - at));
        add(word);
    }
    return *this;
}

Hasher &Hasher::add(std::span<const std::uint8_t> bytes)
{
    return add(std::uint64_t { bytes.size() }).addPiece(bytes);
}

Hasher &Hasher::addPiece(std::span<const std::uint8_t> bytes)
{
    while (bytes.size() >= 8) {
        add(littleWord(bytes.first<8>()));
        bytes = bytes.subspan(8);
    }
    return bytes.empty() ? *this : add(littleWord(bytes));
}

std::uint64_t Hasher::digest() const
{
    return mixed(m_state);
}

} // namespace convscope
