// SPDX-License-Identifier: GPL-3.0-or-later
// PickleInput: the arguments of a pickle's opcodes. Every error is an Error with the reason alone.
#pragma once
#include "core/base/files/byte_reader.h"

namespace convscope {

/// The number in decimal digits. @throws Error.
std::int64_t wholeOrFail(std::string_view digits);

class PickleInput {
public:
    explicit PickleInput(std::span<const std::uint8_t> bytes)
        : m_bytes(bytes)
        , m_in("the file", bytes)
    {
    }

    std::size_t left() const { return m_in.left(); }
    std::size_t position() const { return m_in.position(); }
    std::uint8_t u8() { return m_in.u8("the pickle"); }
    std::uint16_t u16() { return m_in.u16Little("a number"); }
    std::uint32_t u32() { return m_in.u32Little("a number"); }
    std::uint64_t u64() { return m_in.u64Little("a number"); }

    std::string_view line(); ///< up to the next end of line, without it
    std::string_view text(std::uint64_t length);
    std::uint64_t lengthFor(std::uint8_t code); ///< the length of the text or bytes of that opcode
    std::uint64_t indexFor(std::uint8_t code); ///< the memo's

    std::int64_t longNumber(std::size_t length); ///< two's complement, little-endian
    double bigEndianDouble();
    std::int64_t writtenWhole(); ///< "123L"
    double writtenDouble();
    std::string escapedUnicode(); ///< in UTF-8
    std::string quoted();

private:
    std::span<const std::uint8_t> m_bytes;
    BoundedReader m_in;
};

} // namespace convscope
