// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensors/protobuf.h"
#include <bit>

namespace convscope {

namespace {

// A field's key is (its number << 3) | its kind.
enum Kind : std::uint32_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

void addVarint(std::string &out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7U)
        out += static_cast<char>((value & 0x7fU) | 0x80U);
    out += static_cast<char>(value);
}

void addKey(std::string &out, std::uint32_t field, Kind kind)
{
    addVarint(out, (field << 3U) | kind);
}

std::uint64_t takeVarint(BoundedReader &reader)
{
    constexpr unsigned kMaxBits = 63;
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift <= kMaxBits; shift += 7) {
        const std::uint64_t byte = reader.u8("a number");
        value |= (byte & 0x7fU) << shift;
        if (byte < 0x80)
            return value;
    }
    reader.fail("a number in it is too long");
}

} // namespace

void ProtobufMessage::addNumber(std::uint32_t field, std::uint64_t value)
{
    addKey(m_bytes, field, Varint);
    addVarint(m_bytes, value);
}

void ProtobufMessage::addFloat(std::uint32_t field, float value)
{
    addKey(m_bytes, field, Fixed32);
    addLittle(m_bytes, std::bit_cast<std::uint32_t>(value));
}

void ProtobufMessage::addDouble(std::uint32_t field, double value)
{
    addKey(m_bytes, field, Fixed64);
    addLittle(m_bytes, std::bit_cast<std::uint64_t>(value));
}

void ProtobufMessage::addBytes(std::uint32_t field, std::string_view bytes)
{
    addKey(m_bytes, field, Bytes);
    addVarint(m_bytes, bytes.size());
    m_bytes += bytes;
}

ProtobufField takeProtobufField(BoundedReader &reader)
{
    const std::uint64_t key = takeVarint(reader);
    ProtobufField field { .number = key >> 3U };
    switch (key & 7U) {
    case Varint:
        field.value = takeVarint(reader);
        break;
    case Fixed64:
        field.value = reader.u64Little("a number");
        break;
    case Bytes:
        field.bytes = reader.take(takeVarint(reader), "a field");
        break;
    case Fixed32:
        field.value = reader.u32Little("a number");
        break;
    default:
        reader.fail("a field in it is of an unknown kind");
    }
    return field;
}

} // namespace convscope
