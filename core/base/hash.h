// SPDX-License-Identifier: GPL-3.0-or-later
// Hasher: a fast 64-bit hash to tell whether data are the same, on every platform alike. It guards
// against chance, not against malice.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace convscope {

/// Takes fields one after the other; each is set apart from the next ("ab", "c" is not "a", "bc").
class Hasher {
public:
    Hasher &add(std::uint64_t value);
    Hasher &add(double value); ///< its bits; so 0 and -0 differ
    Hasher &add(std::string_view text);
    Hasher &add(std::span<const std::uint8_t> bytes);
    /// Bytes that come in pieces, after their number; all but the last piece have whole words of 8.
    Hasher &addPiece(std::span<const std::uint8_t> bytes);
    std::uint64_t digest() const;

private:
    std::uint64_t m_state = 0x9e3779b97f4a7c15ULL;
};

/// XXH64 with seed 0 (Collet, xxHash's specification): several bytes a cycle, for many pixels.
std::uint64_t xxHash64(std::span<const std::uint8_t> bytes);

} // namespace convscope
