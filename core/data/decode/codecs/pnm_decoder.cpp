// SPDX-License-Identifier: GPL-3.0-or-later
// PNM (Netpbm's pbm, pgm and ppm, plain and raw). Values above the white that the header tells
// become white.
#include "core/data/decode/codecs/raster_rows.h"
#include "core/data/decode/image_formats.h"
#include "core/data/decode/pnm_words.h"
#include <algorithm>
#include <bit>

namespace convscope {

namespace {

/// The numbers of a plain file; in a bitmap each is one digit, and may follow the last at once.
class PlainValues {
public:
    PlainValues(PnmWords words, bool isBitmap)
        : m_words(words)
        , m_isBitmap(isBitmap)
    {
    }
    std::uint32_t next() { return m_isBitmap ? m_words.digit() : m_words.number(); }

private:
    PnmWords m_words;
    bool m_isBitmap;
};

struct PnmFormat {
    std::uint8_t kind = '5';
    std::uint32_t white = 255;
    std::size_t pixels = 0; ///< where they begin
    bool isBitmap() const { return kind == '1' || kind == '4'; }
    bool isPlain() const { return kind < '4'; }
    int channels() const { return kind == '3' || kind == '6' ? 3 : 1; }
};

/// In a bitmap 1 is black. Few values are spread to 8 bits where that loses nothing.
std::uint32_t pnmValue(const PnmFormat &format, std::uint32_t stored)
{
    if (format.isBitmap())
        return stored == 0 ? 255 : 0;
    const std::uint32_t value = std::min(stored, format.white);
    return 255 % format.white == 0 ? value * (255 / format.white) : value;
}

template<typename T>
void readRawRow(
    const PnmFormat &format, std::span<const std::uint8_t> from, std::size_t count, T *to)
{
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t value = 0;
        if (format.isBitmap())
            value = from[i / 8] >> (7 - i % 8) & 1U;
        else if (sizeof(T) == 2)
            value = static_cast<std::uint32_t>(from[2 * i]) << 8U | from[2 * i + 1];
        else
            value = from[i];
        to[i] = static_cast<T>(pnmValue(format, value));
    }
}

template<typename T>
Raster readPnm(
    const PnmFormat &format, const ImageHeader &header, const ImageBytes &bytes, PnmWords words)
{
    RasterRows<T> rows(header, format.channels());
    PlainValues plain(words, format.isBitmap());
    const std::size_t count
        = std::size_t { header.width } * static_cast<std::size_t>(format.channels());
    const std::size_t stride = format.isBitmap() ? (count + 7) / 8 : count * sizeof(T);
    for (int y = 0; y < rows.height(); ++y) {
        T *row = rows.row(y);
        if (format.isPlain())
            std::generate_n(
                row, count, [&] { return static_cast<T>(pnmValue(format, plain.next())); });
        else
            readRawRow(format,
                bytes.part(format.pixels + static_cast<std::size_t>(y) * stride, stride), count,
                row);
        rows.done(y);
    }
    Raster raster = rows.take();
    raster.white = format.isBitmap() || 255 % format.white == 0 ? 255 : format.white;
    raster.bits = format.isBitmap() ? 1 : static_cast<int>(std::bit_width(format.white));
    return raster;
}

} // namespace

Raster decodePnm(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    const ImageBytes image(bytes);
    PnmWords words(image);
    PnmFormat format;
    format.kind = image.u8(1);
    words.number(); // width and height, which the header has
    words.number();
    format.white = format.isBitmap() ? 1 : words.number();
    format.pixels = words.position() + 1;
    return format.white > 255 ? readPnm<std::uint16_t>(format, header, image, words)
                              : readPnm<std::uint8_t>(format, header, image, words);
}

} // namespace convscope
