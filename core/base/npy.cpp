// SPDX-License-Identifier: GPL-3.0-or-later
// Written after NumPy's description of the format:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#include "core/base/npy.h"
#include "core/base/half_float.h"
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>

namespace convscope {

static_assert(
    std::endian::native == std::endian::little, "values are copied as they lie in memory");

namespace {

constexpr std::size_t kMaxDims = 32; // NumPy's own

template<typename T>
double raw(const std::uint8_t *bytes)
{
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return static_cast<double>(value);
}

double rawHalf(const std::uint8_t *bytes)
{
    std::uint16_t bits = 0;
    std::memcpy(&bits, bytes, sizeof bits);
    return double(halfToFloat(bits));
}

constexpr std::array kTypes {
    NpyType { "f4", 4, false, raw<float> },
    NpyType { "f8", 8, false, raw<double> },
    NpyType { "f2", 2, false, rawHalf },
    NpyType { "u1", 1, true, raw<std::uint8_t> },
    NpyType { "u2", 2, true, raw<std::uint16_t> },
    NpyType { "u4", 4, true, raw<std::uint32_t> },
    NpyType { "u8", 8, true, raw<std::uint64_t> },
    NpyType { "i1", 1, true, raw<std::int8_t> },
    NpyType { "i2", 2, true, raw<std::int16_t> },
    NpyType { "i4", 4, true, raw<std::int32_t> },
    NpyType { "i8", 8, true, raw<std::int64_t> },
    NpyType { "b1", 1, true, raw<std::uint8_t> },
};

// The text between `key` and what ends its value, in the Python dictionary of a header.
std::string_view valueOf(const BoundedReader &reader, std::string_view header, std::string_view key)
{
    const std::size_t at = header.find("'" + std::string(key) + "':");
    if (at == std::string_view::npos)
        reader.fail("its header lacks '" + std::string(key) + "'");
    std::string_view value = header.substr(at + key.size() + 3);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    const std::size_t end = value.starts_with('(') ? value.find(')') : value.find_first_of(",}");
    if (end == std::string_view::npos)
        reader.fail("its header is cut off after '" + std::string(key) + "'");
    return value.substr(0, value.starts_with('(') ? end + 1 : end);
}

void parseType(const BoundedReader &reader, std::string_view text, NpyHeader &header)
{
    if (text.size() >= 5
        && (text[1] == '<' || text[1] == '>' || text[1] == '|' || text[1] == '=')) {
        header.bigEndian = text[1] == '>';
        const std::string_view name = text.substr(2, text.size() - 3);
        const auto found = std::ranges::find(kTypes, name, &NpyType::name);
        if (found != kTypes.end()) {
            header.type = &*found;
            return;
        }
    }
    reader.fail("its values are of type " + std::string(text)
        + "; read here are f2, f4, f8, u1 to u8, i1 to i8 and b1 (pickled objects never: they "
          "could run anything)");
}

void parseDims(const BoundedReader &reader, std::string_view text, NpyHeader &header)
{
    constexpr std::size_t kMaxSide = std::size_t { 1 } << 40U;
    text.remove_prefix(1);
    while (!text.empty()) {
        const std::size_t skip = text.find_first_not_of(", ");
        text.remove_prefix(skip == std::string_view::npos ? text.size() : skip);
        if (text.empty() || text[0] == ')')
            return;
        std::size_t side = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), side);
        if (fault != std::errc() || side > kMaxSide || header.dims.size() == kMaxDims)
            reader.fail("its shape is not a list of whole numbers");
        header.dims.push_back(side);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
}

} // namespace

std::size_t NpyHeader::dataBytes() const
{
    std::size_t size = type->bytes;
    for (const std::size_t side : dims)
        size *= side;
    return size;
}

double NpyHeader::value(const std::uint8_t *at) const
{
    if (!bigEndian)
        return type->value(at);
    std::array<std::uint8_t, 8> turned {};
    std::reverse_copy(at, at + type->bytes, turned.begin());
    return type->value(turned.data());
}

NpyHeader readNpyHeader(BoundedReader &reader)
{
    const auto magic = reader.take(kNpyMagic.size(), "the magic bytes");
    if (std::memcmp(magic.data(), kNpyMagic.data(), kNpyMagic.size()) != 0)
        reader.fail("it does not begin as a NumPy array does");
    const int version = reader.u8("the version");
    reader.u8("the version");
    if (version < 1 || version > 3)
        reader.fail("its version " + std::to_string(version) + " of the format is not known");
    const std::size_t length = version == 1 ? reader.u16Little("the header's length")
                                            : reader.u32Little("the header's length");
    if (length > kMaxNpyHeader)
        reader.fail("its header claims " + std::to_string(length) + " bytes, which is too much");
    const auto bytes = reader.take(length, "the header");
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    NpyHeader header;
    parseType(reader, valueOf(reader, text, "descr"), header);
    const std::string_view dims = valueOf(reader, text, "shape");
    if (!dims.starts_with('('))
        reader.fail("its shape is not a tuple");
    parseDims(reader, dims, header);
    if (valueOf(reader, text, "fortran_order") != "False" && header.dims.size() > 1)
        reader.fail("it is in Fortran order; save it with numpy.ascontiguousarray first");
    std::size_t size = header.type->bytes;
    for (const std::size_t side : header.dims)
        if (__builtin_mul_overflow(size, side, &size))
            reader.fail("its shape is too large");
    return header;
}

} // namespace convscope
