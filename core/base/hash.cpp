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

namespace {

// xxHash's specification, "XXH64 Algorithm Description": the primes and the steps.
constexpr std::uint64_t kPrime1 = 0x9e3779b185ebca87ULL, kPrime2 = 0xc2b2ae3d27d4eb4fULL,
                        kPrime3 = 0x165667b19e3779f9ULL, kPrime4 = 0x85ebca77c2b2ae63ULL,
                        kPrime5 = 0x27d4eb2f165667c5ULL;

std::uint64_t laneStep(std::uint64_t lane, std::uint64_t word)
{
    return std::rotl(lane + word * kPrime2, 31) * kPrime1;
}

/// Steps 1 to 3: whole stripes of four words, each with a lane of its own.
std::uint64_t stripesOf(std::span<const std::uint8_t> &bytes)
{
    std::uint64_t a = kPrime1 + kPrime2, b = kPrime2, c = 0, d = 0 - kPrime1;
    for (; bytes.size() >= 32; bytes = bytes.subspan(32)) {
        a = laneStep(a, littleWord(bytes.subspan<0, 8>()));
        b = laneStep(b, littleWord(bytes.subspan<8, 8>()));
        c = laneStep(c, littleWord(bytes.subspan<16, 8>()));
        d = laneStep(d, littleWord(bytes.subspan<24, 8>()));
    }
    std::uint64_t state = std::rotl(a, 1) + std::rotl(b, 7) + std::rotl(c, 12) + std::rotl(d, 18);
    for (const std::uint64_t lane : { a, b, c, d })
        state = (state ^ laneStep(0, lane)) * kPrime1 + kPrime4;
    return state;
}

} // namespace

std::uint64_t xxHash64(std::span<const std::uint8_t> bytes)
{
    const std::uint64_t length = bytes.size();
    std::uint64_t state = (length < 32 ? kPrime5 : stripesOf(bytes)) + length;
    for (; bytes.size() >= 8; bytes = bytes.subspan(8))
        state
            = std::rotl(state ^ laneStep(0, littleWord(bytes.first<8>())), 27) * kPrime1 + kPrime4;
    if (bytes.size() >= 4) {
        state = std::rotl(state ^ (littleWord(bytes.first<4>()) * kPrime1), 23) * kPrime2 + kPrime3;
        bytes = bytes.subspan(4);
    }
    for (const std::uint8_t byte : bytes)
        state = std::rotl(state ^ (byte * kPrime5), 11) * kPrime1;
    state = (state ^ (state >> 33U)) * kPrime2;
    state = (state ^ (state >> 29U)) * kPrime3;
    return state ^ (state >> 32U);
}

} // namespace convscope
