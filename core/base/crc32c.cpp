// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/crc32c.h"
#include <array>

namespace convscope {

namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78U; // 0x1edc6f41 with its bits the other way round

constexpr std::array<std::uint32_t, 256> makeTable()
{
    std::array<std::uint32_t, 256> table {};
    for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
        std::uint32_t rest = byte;
        for (int bit = 0; bit < 8; ++bit)
            rest = (rest >> 1U) ^ ((rest & 1U) != 0 ? kPolynomial : 0U);
        table[byte] = rest;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> kTable = makeTable();

} // namespace

std::uint32_t crc32c(std::string_view bytes)
{
    std::uint32_t rest = ~0U;
    for (const char byte : bytes)
        rest = (rest >> 8U) ^ kTable[(rest ^ std::uint8_t(byte)) & 0xffU];
    return ~rest;
}

} // namespace convscope
