// SPDX-License-Identifier: GPL-3.0-or-later
// Protocol buffers' wire format, as far as TensorBoard's events and ONNX models need it. Written
// after https://protobuf.dev/programming-guides/encoding.
#pragma once
#include "core/base/files/byte_reader.h"
#include <string>
#include <string_view>

namespace convscope {

/// Builds one message, field by field.
class ProtobufMessage {
public:
    void addNumber(std::uint32_t field, std::uint64_t value);
    void addNumber(std::uint32_t field, std::int64_t value)
    {
        addNumber(field, static_cast<std::uint64_t>(value));
    }
    void addFloat(std::uint32_t field, float value);
    void addDouble(std::uint32_t field, double value);
    void addBytes(std::uint32_t field, std::string_view bytes); ///< or a text
    void addMessage(std::uint32_t field, const ProtobufMessage &message)
    {
        addBytes(field, message.m_bytes);
    }
    const std::string &bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

/// A field of a message: a number, or bytes. Bit patterns of floats and doubles stay as they are.
struct ProtobufField {
    std::uint64_t number = 0;
    std::uint64_t value = 0;
    std::span<const std::uint8_t> bytes {};

    std::string_view text() const
    {
        return { reinterpret_cast<const char *>(bytes.data()), bytes.size() };
    }
};

/// @throws Error, by the reader, where there is no whole field.
ProtobufField takeProtobufField(BoundedReader &reader);

/// Little-endian, as in the message itself and around it.
template<typename T>
void addLittle(std::string &out, T value)
{
    for (std::size_t byte = 0; byte < sizeof(T); ++byte)
        out += static_cast<char>((value >> (8 * byte)) & 0xffU);
}

} // namespace convscope
