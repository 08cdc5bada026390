// SPDX-License-Identifier: GPL-3.0-or-later
// TIFF through libtiff: values of 1 to 16 bits, of 32, and with a fraction, in strips or tiles,
// side by side or in planes. Other colour spaces than grey, palette and RGB are turned into RGB by
// libtiff. Of several pages the first is read.
#include "core/base/error.h"
#include "core/data/decode/codecs/raster_rows.h"
#include "core/data/decode/codecs/tiff_format.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

namespace convscope {

namespace {

template<typename T>
T valueAt(const std::uint8_t *bytes, std::size_t i)
{
    T value;
    std::memcpy(&value, bytes + i * sizeof(T), sizeof(T));
    return value;
}

/// IEEE 754's 16 bits: sign, 5 bits of exponent, 10 of fraction.
float halfAt(const std::uint8_t *bytes, std::size_t i)
{
    const auto half = valueAt<std::uint16_t>(bytes, i);
    const int exponent = half >> 10U & 31U, fraction = half & 1023U;
    const double sign = (half & 0x8000U) != 0 ? -1 : 1;
    if (exponent == 31)
        return static_cast<float>(fraction == 0 ? sign * HUGE_VAL : std::nan(""));
    return static_cast<float>(sign
        * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25)));
}

float numberAt(const TiffFormat &format, const std::uint8_t *bytes, std::size_t i)
{
    if (format.sampleFormat == SAMPLEFORMAT_IEEEFP)
        return format.bits == 16 ? halfAt(bytes, i)
            : format.bits == 32  ? valueAt<float>(bytes, i)
                                 : static_cast<float>(valueAt<double>(bytes, i));
    if (format.sampleFormat == SAMPLEFORMAT_UINT)
        return static_cast<float>(valueAt<std::uint32_t>(bytes, i));
    return static_cast<float>(format.bits == 8 ? valueAt<std::int8_t>(bytes, i)
            : format.bits == 16                ? valueAt<std::int16_t>(bytes, i)
                                               : valueAt<std::int32_t>(bytes, i));
}

/// Bits that lie one after the other, the highest first.
std::uint32_t packedAt(const std::uint8_t *bytes, std::size_t i, std::uint32_t bits)
{
    std::uint32_t value = 0;
    for (std::size_t at = i * bits; at < (i + 1) * bits; ++at)
        value = value << 1U | (bytes[at / 8] >> (7 - at % 8) & 1U);
    return value;
}

template<typename T>
void unpack(const TiffFormat &format, const std::uint8_t *bytes, std::size_t count, T *to)
{
    if constexpr (std::is_same_v<T, float>) {
        for (std::size_t i = 0; i < count; ++i)
            to[i] = numberAt(format, bytes, i);
    } else if (format.bits == 8 * sizeof(T)) { // libtiff has put the bytes into our order
        std::memcpy(to, bytes, count * sizeof(T));
    } else {
        for (std::size_t i = 0; i < count; ++i)
            to[i] = static_cast<T>(packedAt(bytes, i, format.bits));
    }
}

/// From values as they are stored to those of the raster: black is 0, and 1, 2 and 4 bits are
/// spread to 8.
template<typename T>
class TiffPixels {
public:
    TiffPixels(const TiffFormat &format, int channels)
        : m_format(format)
        , m_stored(format.stored())
        , m_channels(static_cast<std::size_t>(channels))
        , m_factor(spread())
        , m_white(static_cast<T>(format.white()))
    {
    }
    double white() const { return m_format.white() * static_cast<double>(m_factor); }
    /// `isColour`: what is no alpha.
    void put(const T *from, std::size_t width, bool isColour, T *to) const
    {
        for (std::size_t x = 0; x < width; ++x, from += m_stored, to += m_channels)
            for (std::size_t c = 0; c < m_channels; ++c)
                to[c] = static_cast<T>(value(from[c], isColour && c < coloursHere()) * m_factor);
    }

private:
    T spread() const
    {
        if (m_format.bits >= 8 || m_format.isFloat() || 8 % m_format.bits != 0)
            return 1;
        return static_cast<T>(255 / ((1U << m_format.bits) - 1));
    }
    std::size_t coloursHere() const { return m_format.photometric == PHOTOMETRIC_RGB ? 3 : 1; }
    T value(T stored, bool isColour) const
    {
        const bool inverted = isColour && m_format.photometric == PHOTOMETRIC_MINISWHITE;
        return inverted ? static_cast<T>(m_white - stored) : stored;
    }

    const TiffFormat &m_format;
    std::size_t m_stored, m_channels;
    T m_factor, m_white;
};

/// Calls `take` with each row of stored values, from the top; `plane` where samples lie apart.
template<typename T, typename Take>
void forEachStrippedRow(const TiffFile &file, const TiffFormat &format, const ImageHeader &header,
    std::uint16_t plane, const Take &take)
{
    const std::size_t count = std::size_t { header.width } * format.stored();
    const std::uint64_t bytes = TIFFScanlineSize64(file.get());
    if (bytes < (count * format.bits + 7) / 8 || bytes > kMostWorkBytes)
        failTiff();
    std::vector<std::uint8_t> packed(bytes);
    std::vector<T> row(count);
    for (std::uint32_t y = 0; y < header.height; ++y) {
        if (TIFFReadScanline(file.get(), packed.data(), y, plane) != 1)
            failTiff();
        unpack(format, packed.data(), count, row.data());
        take(row.data());
    }
}

template<typename T>
void readBand(const TiffFile &file, const TiffFormat &format, const ImageHeader &header,
    std::uint16_t plane, std::uint32_t top, std::vector<std::uint8_t> &tile, std::vector<T> &band)
{
    const std::uint32_t width = file.number(TIFFTAG_TILEWIDTH),
                        height = file.number(TIFFTAG_TILELENGTH);
    const std::uint64_t rowBytes = TIFFTileRowSize64(file.get());
    const std::size_t row = std::size_t { header.width } * format.stored();
    for (std::uint32_t left = 0; left < header.width; left += width) {
        if (TIFFReadTile(file.get(), tile.data(), left, top, 0, plane) < 0)
            failTiff();
        const std::size_t count
            = std::size_t { std::min(width, header.width - left) } * format.stored();
        for (std::uint32_t y = 0; y < std::min(height, header.height - top); ++y)
            unpack(format, tile.data() + y * rowBytes, count,
                band.data() + y * row + std::size_t { left } * format.stored());
    }
}

template<typename T, typename Take>
void forEachTiledRow(const TiffFile &file, const TiffFormat &format, const ImageHeader &header,
    std::uint16_t plane, const Take &take)
{
    const std::uint32_t width = file.number(TIFFTAG_TILEWIDTH),
                        height = file.number(TIFFTAG_TILELENGTH);
    const std::uint64_t bytes = TIFFTileSize64(file.get());
    if (width == 0 || height == 0
        || TIFFTileRowSize64(file.get())
            < (std::uint64_t { width } * format.stored() * format.bits + 7) / 8)
        failTiff();
    const std::size_t row = std::size_t { header.width } * format.stored();
    const std::uint32_t rows = std::min(height, header.height);
    checkWorkBytes(header, bytes + row * rows * sizeof(T), "in tiles of great size");
    std::vector<std::uint8_t> tile(bytes);
    std::vector<T> band(row * rows);
    for (std::uint32_t top = 0; top < header.height; top += height) {
        readBand(file, format, header, plane, top, tile, band);
        for (std::uint32_t y = 0; y < std::min(height, header.height - top); ++y)
            take(band.data() + y * row);
    }
}

template<typename T, typename Take>
void forEachTiffRow(const TiffFile &file, const TiffFormat &format, const ImageHeader &header,
    std::uint16_t plane, const Take &take)
{
    if (TIFFIsTiled(file.get()) != 0)
        forEachTiledRow<T>(file, format, header, plane, take);
    else
        forEachStrippedRow<T>(file, format, header, plane, take);
}

template<typename T>
void describe(Raster &raster, const TiffFormat &format, double white)
{
    raster.white = white;
    raster.bits = static_cast<int>(format.bits);
    raster.premultiplied = format.premultiplied;
}

template<typename T>
Raster readTogether(const TiffFile &file, const TiffFormat &format, const ImageHeader &header)
{
    RasterRows<T> rows(header, format.channels);
    const TiffPixels<T> pixels(format, format.channels);
    int y = 0;
    forEachTiffRow<T>(file, format, header, 0, [&](const T *row) {
        pixels.put(row, header.width, true, rows.row(y));
        rows.done(y++);
    });
    Raster raster = rows.take();
    describe<T>(raster, format, pixels.white());
    return raster;
}

/// A plane is read to its end before the next, as a long strip can only be unpacked from its start.
template<typename T>
Raster readApart(const TiffFile &file, const TiffFormat &format, const ImageHeader &header)
{
    const TiffPixels<T> pixels(format, 1);
    const auto channels = static_cast<std::size_t>(format.channels);
    const std::size_t colours = channels - (channels % 2 == 0 ? 1 : 0);
    Raster raster;
    std::vector<T> values;
    for (std::size_t c = 0; c < channels; ++c) {
        RasterRows<T> rows(header, 1, channels);
        int y = 0;
        forEachTiffRow<T>(file, format, header, static_cast<std::uint16_t>(c), [&](const T *row) {
            pixels.put(row, header.width, c < colours, rows.row(y));
            rows.done(y++);
        });
        raster = rows.take();
        const auto &plane = std::get<std::vector<T>>(raster.values);
        values.resize(plane.size() * channels);
        for (std::size_t i = 0; i < plane.size(); ++i)
            values[i * channels + c] = plane[i];
    }
    raster.channels = format.channels;
    raster.values = std::move(values);
    describe<T>(raster, format, pixels.white());
    return raster;
}

Raster readNumbers(const TiffFile &file, const TiffFormat &format, const ImageHeader &header)
{
    RasterRows<std::uint8_t> rows(header, 3);
    int y = 0;
    forEachTiffRow<std::uint16_t>(file, format, header, 0, [&](const std::uint16_t *row) {
        std::uint8_t *to = rows.row(y);
        for (std::size_t x = 0; x < header.width; ++x)
            for (std::size_t c = 0; c < 3; ++c)
                *to++ = format.palette.at(c)[row[x * format.stored()]];
        rows.done(y++);
    });
    return rows.take();
}

template<typename T>
Raster readValues(const TiffFile &file, const TiffFormat &format, const ImageHeader &header)
{
    return format.planes ? readApart<T>(file, format, header)
                         : readTogether<T>(file, format, header);
}

// ---- through libtiff's own conversion to RGB
// ------------------------------------------------------

/// Its rows come from the bottom of each strip or tile.
void putRgba(const std::uint32_t *from, std::size_t width, std::size_t channels, std::uint8_t *to)
{
    for (std::size_t x = 0; x < width; ++x, to += channels) {
        const std::uint32_t pixel = from[x];
        for (std::size_t c = 0; c < channels; ++c)
            to[c] = static_cast<std::uint8_t>(pixel >> (8 * c));
    }
}

/// The pieces that libtiff turns into RGB: tiles, or strips as wide as the image.
struct RgbaPieces {
    RgbaPieces(const TiffFile &file, const ImageHeader &header)
        : tiled(TIFFIsTiled(file.get()) != 0)
        , width(tiled ? file.number(TIFFTAG_TILEWIDTH) : header.width)
        , height(tiled ? file.number(TIFFTAG_TILELENGTH)
                       : std::min(file.number(TIFFTAG_ROWSPERSTRIP, header.height), header.height))
    {
        if (width == 0 || height == 0)
            failTiff();
        across = (header.width + width - 1) / width;
        checkWorkBytes(header, std::uint64_t { width } * height * across * 4, "in large pieces");
        band.resize(std::size_t { width } * height * across);
    }
    /// Fills `band` with the pieces that begin in the row `top`.
    void read(const TiffFile &file, std::uint32_t top)
    {
        for (std::size_t i = 0; i < across; ++i) {
            const auto left = static_cast<std::uint32_t>(i) * width;
            std::uint32_t *to = band.data() + i * width * height;
            const int done = tiled ? TIFFReadRGBATileExt(file.get(), left, top, to, 1)
                                   : TIFFReadRGBAStripExt(file.get(), top, to, 1);
            if (done == 0)
                failTiff();
        }
    }
    /// The row `y` of `rows` in the band.
    void put(std::uint32_t y, std::uint32_t rows, const ImageHeader &header, std::size_t channels,
        std::uint8_t *to) const
    {
        const std::size_t from = (tiled ? height : rows) - 1 - y;
        for (std::size_t i = 0; i < across; ++i)
            putRgba(band.data() + (i * height + from) * width,
                std::min<std::size_t>(width, header.width - i * width), channels,
                to + i * width * channels);
    }

    bool tiled;
    std::uint32_t width, height;
    std::size_t across = 0;
    std::vector<std::uint32_t> band {};
};

Raster readByLibrary(const TiffFile &file, const TiffFormat &format, const ImageHeader &header)
{
    const int upright = ORIENTATION_TOPLEFT; // it is turned later
    TIFFSetField(file.get(), TIFFTAG_ORIENTATION, upright);
    RgbaPieces pieces(file, header);
    RasterRows<std::uint8_t> rows(header, format.channels);
    for (std::uint32_t top = 0; top < header.height; top += pieces.height) {
        pieces.read(file, top);
        const std::uint32_t here = std::min(pieces.height, header.height - top);
        for (std::uint32_t y = 0; y < here; ++y) {
            const int row = static_cast<int>(top + y);
            pieces.put(y, here, header, static_cast<std::size_t>(format.channels), rows.row(row));
            rows.done(row);
        }
    }
    Raster raster = rows.take();
    raster.premultiplied = format.premultiplied && format.channels == 4;
    return raster;
}

} // namespace

Raster decodeTiff(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    const TiffFile file(bytes);
    if (file.number(TIFFTAG_IMAGEWIDTH) != header.width
        || file.number(TIFFTAG_IMAGELENGTH) != header.height)
        throw Error("damaged: a TIFF with two sizes");
    const TiffFormat format = tiffFormatOf(file);
    if (format.byLibrary)
        return readByLibrary(file, format, header);
    if (format.photometric == PHOTOMETRIC_PALETTE)
        return readNumbers(file, format, header);
    if (format.isFloat())
        return readValues<float>(file, format, header);
    return format.bits <= 8 ? readValues<std::uint8_t>(file, format, header)
                            : readValues<std::uint16_t>(file, format, header);
}

} // namespace convscope
