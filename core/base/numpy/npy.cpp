// SPDX-License-Identifier: GPL-3.0-or-later
// Written after NumPy's description of the format:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#include "core/base/numpy/npy.h"
#include "core/base/half_float.h"
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <utility>

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

void setType(const BoundedReader &reader, std::string_view text, NpyHeader &header)
{
    if (text.size() >= 3 && std::string_view("<>|=").find(text[0]) != std::string_view::npos) {
        header.bigEndian = text[0] == '>';
        header.type = npyType(text.substr(1));
        if (header.type)
            return;
    }
    reader.fail("its values are of type '" + std::string(text)
        + "'; read here are f2, f4, f8, u1 to u8, i1 to i8 and b1 (pickled objects never: they "
          "could run anything)");
}

/// The dictionary of a header, as NumPy writes it: three keys, each once, and nothing else.
class HeaderText {
public:
    HeaderText(const BoundedReader &reader, std::string_view text)
        : m_reader(reader)
        , m_left(text)
    {
    }

    NpyHeader read()
    {
        expect('{');
        while (!accept('}')) {
            const std::string_view key = quoted();
            expect(':');
            value(key);
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skipSpace();
        if (!m_left.empty())
            m_reader.fail("its header goes on after its end");
        for (std::size_t i = 0; i < kKeys.size(); ++i)
            if (!m_has[i])
                m_reader.fail("its header lacks '" + std::string(kKeys[i]) + "'");
        return std::move(m_header);
    }

private:
    static constexpr std::array<std::string_view, 3> kKeys { "descr", "fortran_order", "shape" };

    void value(std::string_view key)
    {
        const auto known = std::ranges::find(kKeys, key);
        if (known == kKeys.end())
            m_reader.fail("its header has an unknown key '" + std::string(key.substr(0, 40)) + "'");
        if (std::exchange(m_has[std::size_t(known - kKeys.begin())], true))
            m_reader.fail("its header has '" + std::string(key) + "' twice");
        if (key == "shape")
            dims();
        else if (key == "fortran_order")
            order();
        else if (accept('['))
            m_reader.fail("its values have several fields; save each as an array of its own");
        else
            setType(m_reader, quoted(), m_header);
    }

    void order()
    {
        skipSpace();
        for (const auto &[word, isFortran] :
            { std::pair<std::string_view, bool>("True", true), { "False", false } }) {
            if (!m_left.starts_with(word))
                continue;
            m_left.remove_prefix(word.size());
            m_header.fortranOrder = isFortran;
            return;
        }
        m_reader.fail("its fortran_order is neither True nor False");
    }

    /// A tuple: with one side it needs the comma, as in Python.
    void dims()
    {
        constexpr std::size_t kMaxSide = std::size_t { 1 } << 40U;
        if (!accept('('))
            m_reader.fail("its shape is not a tuple");
        bool hasComma = true;
        while (!accept(')')) {
            std::size_t side = 0;
            const auto [end, error]
                = std::from_chars(m_left.data(), m_left.data() + m_left.size(), side);
            if (error != std::errc() || side > kMaxSide || !hasComma)
                m_reader.fail("its shape is not a list of whole numbers");
            if (m_header.dims.size() == kMaxDims)
                m_reader.fail("its shape has more than 32 sides");
            m_header.dims.push_back(side);
            m_left.remove_prefix(std::size_t(end - m_left.data()));
            if (m_left.starts_with('L')) // Python 2's long numbers
                m_left.remove_prefix(1);
            hasComma = accept(',');
        }
        if (m_header.dims.size() == 1 && !hasComma)
            m_reader.fail("its shape is not a tuple");
    }

    std::string_view quoted()
    {
        skipSpace();
        const char quote = m_left.empty() ? '\0' : m_left.front();
        const std::size_t end
            = quote == '\'' || quote == '"' ? m_left.find(quote, 1) : std::string_view::npos;
        if (end == std::string_view::npos)
            m_reader.fail("its header is no dictionary that NumPy writes");
        const std::string_view text = m_left.substr(1, end - 1);
        m_left.remove_prefix(end + 1);
        return text;
    }

    void skipSpace()
    {
        m_left.remove_prefix(std::min(m_left.find_first_not_of(" \t\n"), m_left.size()));
    }

    /// With the space around it.
    bool accept(char requested)
    {
        skipSpace();
        if (!m_left.starts_with(requested))
            return false;
        m_left.remove_prefix(1);
        skipSpace();
        return true;
    }

    void expect(char requested)
    {
        if (!accept(requested))
            m_reader.fail("its header is no dictionary that NumPy writes");
    }

    const BoundedReader &m_reader;
    std::string_view m_left;
    NpyHeader m_header;
    std::array<bool, 3> m_has {};
};

} // namespace

const NpyType *npyType(std::string_view name)
{
    const auto found = std::ranges::find(kTypes, name, &NpyType::name);
    return found == kTypes.end() ? nullptr : &*found;
}

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
    const int revision = reader.u8("the version");
    if (version < 1 || version > 3 || revision != 0)
        reader.fail("its version " + std::to_string(version) + "." + std::to_string(revision)
            + " of the format is not known");
    const std::size_t length = version == 1 ? reader.u16Little("the header's length")
                                            : reader.u32Little("the header's length");
    if (length > kMaxNpyHeader)
        reader.fail("its header claims " + std::to_string(length) + " bytes, which is too much");
    const auto bytes = reader.take(length, "the header");
    NpyHeader header
        = HeaderText(reader, { reinterpret_cast<const char *>(bytes.data()), bytes.size() }).read();
    std::size_t size = header.type->bytes;
    for (const std::size_t side : header.dims)
        if (__builtin_mul_overflow(size, side, &size))
            reader.fail("its shape is too large");
    return header;
}

} // namespace convscope
