// SPDX-License-Identifier: GPL-3.0-or-later
// BMP (Microsoft's BITMAPFILEHEADER and the headers of 12 to 124 bytes): 1, 4 and 8 bits with a
// palette, also as run lengths; 16, 24 and 32 bits with a mask for each colour.
#include "core/data/decode/codecs/raster_rows.h"
#include "core/data/decode/image_bytes.h"
#include <algorithm>
#include <array>
#include <bit>

namespace convscope {

namespace {

enum BmpCompression : std::uint32_t { Plain = 0, RunLengths8 = 1, RunLengths4 = 2, BitFields = 3 };

using BmpColour = std::array<std::uint8_t, 3>; // red, green, blue

/// Where a colour's bits lie in a pixel of 16 or 32.
class BmpMask {
public:
    BmpMask() = default;
    explicit BmpMask(std::uint32_t mask)
        : m_mask(mask)
        , m_shift(mask == 0 ? 0 : std::countr_zero(mask))
        , m_largest(mask >> m_shift)
    {
    }
    bool isThere() const { return m_mask != 0; }
    /// Its largest value becomes 255.
    std::uint8_t of(std::uint32_t pixel) const
    {
        if (m_mask == 0)
            return 0;
        const std::uint64_t value = (pixel & m_mask) >> m_shift;
        return static_cast<std::uint8_t>((value * 255 + m_largest / 2) / m_largest);
    }

private:
    std::uint32_t m_mask = 0;
    int m_shift = 0;
    std::uint64_t m_largest = 0;
};

struct BmpFormat {
    std::uint32_t headerBytes = 0, bits = 0, compression = Plain, pixels = 0;
    bool fromTop = false;
    std::array<BmpMask, 4> masks {}; ///< red, green, blue, alpha
    std::vector<BmpColour> palette;
    bool isGrey = false; ///< all of the palette
};

void readMasks(const ImageBytes &bytes, BmpFormat &format)
{
    constexpr std::uint32_t kWithAlpha = 56; // a length of the header
    if (format.compression == BitFields) {
        for (std::size_t i = 0; i < 3; ++i)
            format.masks.at(i) = BmpMask(bytes.u32(54 + 4 * i));
        if (format.headerBytes >= kWithAlpha && format.bits == 32)
            format.masks[3] = BmpMask(bytes.u32(66));
    } else if (format.bits == 16) {
        format.masks = { BmpMask(0x7c00), BmpMask(0x03e0), BmpMask(0x001f), BmpMask() };
    } else if (format.bits == 32) { // the fourth byte has no meaning here
        format.masks = { BmpMask(0x00ff0000), BmpMask(0x0000ff00), BmpMask(0x000000ff), BmpMask() };
    }
}

/// What the file lacks of a palette is black.
void readPalette(const ImageBytes &bytes, BmpFormat &format)
{
    if (format.bits > 8)
        return;
    const bool old = format.headerBytes == 12;
    const std::size_t each = old ? 3 : 4;
    const std::uint32_t told = old ? 0 : bytes.u32(46);
    const std::uint32_t most = 1U << format.bits;
    const std::size_t count = told == 0 || told > most ? most : told;
    const std::size_t start = 14 + format.headerBytes
        + (format.compression == BitFields && format.headerBytes == 40 ? 12 : 0);
    format.palette.resize(most);
    for (std::size_t i = 0; i < count && start + (i + 1) * each <= bytes.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c)
            format.palette[i].at(c) = bytes.u8(start + i * each + 2 - c);
    format.isGrey = std::all_of(format.palette.begin(), format.palette.end(),
        [](const BmpColour &colour) { return colour[0] == colour[1] && colour[1] == colour[2]; });
}

BmpFormat formatOf(const ImageBytes &bytes)
{
    BmpFormat format;
    format.headerBytes = bytes.u32(14);
    const bool old = format.headerBytes == 12;
    format.bits = old ? bytes.u16(24) : bytes.u16(28);
    format.compression = old ? static_cast<std::uint32_t>(Plain) : bytes.u32(30);
    format.pixels = bytes.u32(10);
    format.fromTop = !old && static_cast<std::int32_t>(bytes.u32(22)) < 0;
    const bool packed = format.compression == RunLengths8 || format.compression == RunLengths4;
    const std::uint32_t packedBits = format.compression == RunLengths8 ? 8 : 4;
    static constexpr std::array<std::uint32_t, 6> kBits { 1, 4, 8, 16, 24, 32 };
    if (std::find(kBits.begin(), kBits.end(), format.bits) == kBits.end()
        || (packed && format.bits != packedBits)
        || (format.compression == BitFields && format.bits != 16 && format.bits != 32))
        throw Error("damaged: a BMP header that makes no sense");
    readMasks(bytes, format);
    readPalette(bytes, format);
    return format;
}

// ---- run lengths: the numbers of the colours, unpacked at once
// -----------------------------------

class RunLengthReader {
public:
    RunLengthReader(const ImageBytes &bytes, const BmpFormat &format, const ImageHeader &header)
        : m_bytes(bytes)
        , m_at(format.pixels)
        , m_fourBits(format.compression == RunLengths4)
        , m_width(header.width)
        , m_numbers(std::size_t { header.width } * header.height)
    {
    }

    /// Row after row as they are stored, mostly from the bottom. What is skipped is colour 0.
    std::vector<std::uint8_t> read()
    {
        while (m_y * m_width < m_numbers.size() && step()) { }
        return std::move(m_numbers);
    }

private:
    bool step()
    {
        const std::size_t count = m_bytes.u8(m_at);
        const std::uint8_t value = m_bytes.u8(m_at + 1);
        m_at += 2;
        if (count > 0)
            fill(count, value);
        else if (value == 0)
            m_x = 0, ++m_y;
        else if (value == 1)
            return false;
        else if (value == 2)
            skip();
        else
            copy(value);
        return true;
    }
    void skip()
    {
        m_x += m_bytes.u8(m_at);
        m_y += m_bytes.u8(m_at + 1);
        m_at += 2;
    }
    void put(unsigned value)
    {
        if (m_x >= m_width || (m_y + 1) * m_width > m_numbers.size())
            throw Error("damaged: a BMP with pixels beyond its edge");
        m_numbers[m_y * m_width + m_x++] = static_cast<std::uint8_t>(value);
    }
    void fill(std::size_t count, std::uint8_t value)
    {
        for (std::size_t i = 0; i < count; ++i)
            put(!m_fourBits ? value : i % 2 == 0 ? value >> 4U : value & 15U);
    }
    void copy(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint8_t value = m_bytes.u8(m_at + (m_fourBits ? i / 2 : i));
            put(!m_fourBits ? value : i % 2 == 0 ? value >> 4U : value & 15U);
        }
        const std::size_t taken = m_fourBits ? (count + 1) / 2 : count;
        m_at += taken + taken % 2;
    }

    ImageBytes m_bytes;
    std::size_t m_at;
    bool m_fourBits;
    std::size_t m_width, m_x = 0, m_y = 0;
    std::vector<std::uint8_t> m_numbers;
};

// ---- rows
// ----------------------------------------------------------------------------------------

std::uint32_t littleEndian(std::span<const std::uint8_t> bytes)
{
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        value = value << 8U | bytes[i];
    return value;
}

void putColour(const BmpFormat &format, std::uint8_t number, int channels, std::uint8_t *to)
{
    const BmpColour &colour = format.palette[number];
    std::copy_n(colour.begin(), channels, to);
}

void drawBmpRow(const BmpFormat &format, std::span<const std::uint8_t> from, std::size_t width,
    int channels, std::uint8_t *to)
{
    const auto step = static_cast<std::size_t>(channels);
    for (std::size_t x = 0; x < width; ++x, to += step) {
        if (format.bits <= 8) {
            const std::size_t bit = x * format.bits;
            const unsigned shift = 8 - format.bits - static_cast<unsigned>(bit % 8);
            const unsigned number = from[bit / 8] >> shift & ((1U << format.bits) - 1);
            putColour(format, static_cast<std::uint8_t>(number), channels, to);
        } else if (format.bits == 24) {
            for (std::size_t c = 0; c < 3; ++c)
                to[c] = from[3 * x + 2 - c];
        } else {
            const std::size_t bytes = format.bits / 8;
            const std::uint32_t pixel = littleEndian(from.subspan(x * bytes, bytes));
            for (std::size_t c = 0; c < step; ++c)
                to[c] = format.masks.at(c).of(pixel);
        }
    }
}

/// Many programs leave the fourth byte at 0 and mean a solid image.
bool hasAlpha(const BmpFormat &format, const ImageBytes &bytes, const ImageHeader &header)
{
    if (format.bits != 32 || !format.masks[3].isThere())
        return false;
    const auto pixels = bytes.part(format.pixels, std::size_t { header.width } * header.height * 4);
    for (std::size_t i = 0; i < pixels.size(); i += 4)
        if (format.masks[3].of(littleEndian(pixels.subspan(i, 4))) != 0)
            return true;
    return false;
}

int channelsOf(const BmpFormat &format, const ImageBytes &bytes, const ImageHeader &header)
{
    if (format.bits <= 8)
        return format.isGrey ? 1 : 3;
    return hasAlpha(format, bytes, header) ? 4 : 3;
}

} // namespace

Raster decodeBmp(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    const ImageBytes image(bytes, false);
    const BmpFormat format = formatOf(image);
    const int channels = channelsOf(format, image, header);
    RasterRows<std::uint8_t> rows(header, channels);
    std::vector<std::uint8_t> numbers;
    const bool packed = format.compression == RunLengths8 || format.compression == RunLengths4;
    if (packed) {
        checkWorkBytes(
            header, std::uint64_t { header.width } * header.height, "a BMP of run lengths");
        numbers = RunLengthReader(image, format, header).read();
    }
    const std::size_t stride = (std::size_t { header.width } * format.bits + 31) / 32 * 4;
    for (int i = 0; i < rows.height(); ++i) {
        const int y = format.fromTop ? i : rows.height() - 1 - i;
        const auto at = static_cast<std::size_t>(i);
        if (packed)
            for (std::size_t x = 0; x < header.width; ++x)
                putColour(format, numbers[at * header.width + x], channels,
                    rows.row(y) + x * static_cast<std::size_t>(channels));
        else
            drawBmpRow(format, image.part(format.pixels + at * stride, stride), header.width,
                channels, rows.row(y));
        rows.done(y);
    }
    return rows.take();
}

} // namespace convscope
