// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/numpy/pickle_input.h"
#include "core/base/error.h"
#include "core/base/numpy/pickle_text.h"
#include <bit>

namespace convscope {

namespace {

template<typename T>
T checked(const std::optional<T> &value, const char *reason)
{
    if (!value)
        throw Error(reason);
    return *value;
}

} // namespace

std::int64_t wholeOrFail(std::string_view digits)
{
    return checked(parsedWhole(digits), "it holds no whole number of up to 64 bits");
}

std::string_view PickleInput::line()
{
    const auto rest = m_bytes.subspan(m_in.position());
    const std::string_view all(reinterpret_cast<const char *>(rest.data()), rest.size());
    const std::size_t end = all.find('\n');
    if (end == std::string_view::npos)
        throw Error("it ends in the middle of a line; the file is cut off");
    m_in.take(end + 1, "a line");
    return all.substr(0, end);
}

std::string_view PickleInput::text(std::uint64_t length)
{
    const auto bytes = m_in.take(length, "a text");
    return { reinterpret_cast<const char *>(bytes.data()), bytes.size() };
}

std::uint64_t PickleInput::lengthFor(std::uint8_t code)
{
    if (code == 0x8c || code == 'U' || code == 'C') // SHORT_…
        return u8();
    if (code == 0x8d || code == 0x8e || code == 0x96) // BINUNICODE8, BINBYTES8, BYTEARRAY8
        return u64();
    return u32();
}

std::uint64_t PickleInput::indexFor(std::uint8_t code)
{
    if (code == 'q' || code == 'h') // BINPUT, BINGET
        return u8();
    if (code == 'r' || code == 'j') // LONG_BINPUT, LONG_BINGET
        return u32();
    return static_cast<std::uint64_t>(wholeOrFail(line()));
}

std::int64_t PickleInput::longNumber(std::size_t length)
{
    const auto bytes = m_in.take(length, "a number");
    if (length > sizeof(std::int64_t))
        throw Error("it holds a whole number of more than 64 bits, which is not read");
    std::uint64_t value = length > 0 && (bytes[length - 1] & 0x80U) != 0 ? ~0ULL : 0;
    for (std::size_t i = length; i-- > 0;)
        value = value << 8U | bytes[i];
    return static_cast<std::int64_t>(value);
}

double PickleInput::bigEndianDouble()
{
    std::uint64_t bits = 0;
    for (const std::uint8_t byte : m_in.take(sizeof bits, "a number"))
        bits = bits << 8U | byte;
    return std::bit_cast<double>(bits);
}

std::int64_t PickleInput::writtenWhole()
{
    std::string_view digits = line();
    if (digits.ends_with('L'))
        digits.remove_suffix(1);
    return wholeOrFail(digits);
}

double PickleInput::writtenDouble()
{
    return checked(parsedDouble(line()), "it holds a number that is none");
}

std::string PickleInput::escapedUnicode()
{
    return checked(unescapedUnicode(line()), "it holds a damaged text");
}

std::string PickleInput::quoted()
{
    return checked(unquoted(line()), "it holds a damaged text");
}

} // namespace convscope
