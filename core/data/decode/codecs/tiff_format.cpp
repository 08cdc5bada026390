// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/codecs/tiff_format.h"
#include "core/base/error.h"
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace convscope {

namespace {

TiffFile::Source &sourceOf(thandle_t handle)
{
    return *static_cast<TiffFile::Source *>(handle);
}

tmsize_t readTiffBytes(thandle_t handle, void *to, tmsize_t count)
{
    TiffFile::Source &source = sourceOf(handle);
    const std::uint64_t left
        = source.bytes.size() - std::min<std::uint64_t>(source.at, source.bytes.size());
    const std::size_t taken
        = std::min<std::uint64_t>(left, static_cast<std::uint64_t>(std::max<tmsize_t>(count, 0)));
    if (taken > 0)
        std::memcpy(to, source.bytes.data() + source.at, taken);
    source.at += taken;
    return static_cast<tmsize_t>(taken);
}

tmsize_t writeNoTiff(thandle_t, void *, tmsize_t)
{
    return 0;
}

toff_t seekTiff(thandle_t handle, toff_t offset, int from)
{
    TiffFile::Source &source = sourceOf(handle);
    source.at = from == SEEK_SET ? offset
        : from == SEEK_CUR       ? source.at + offset
                                 : source.bytes.size() + offset;
    return source.at;
}

toff_t tiffSize(thandle_t handle)
{
    return sourceOf(handle).bytes.size();
}

/// libtiff reads from where the bytes lie; it does not write through this.
int mapTiff(thandle_t handle, void **base, toff_t *size)
{
    const auto bytes = sourceOf(handle).bytes;
    *base
        = const_cast<std::uint8_t *>(bytes.data()); // NOLINT(cppcoreguidelines-pro-type-const-cast)
    *size = bytes.size();
    return 1;
}

int saidNothing(TIFF *, void *, const char *, const char *, va_list)
{
    return 1;
}

struct FreeOptions {
    void operator()(TIFFOpenOptions *options) const { TIFFOpenOptionsFree(options); }
};

TIFF *openedTiff(TiffFile::Source &source)
{
    const std::unique_ptr<TIFFOpenOptions, FreeOptions> options(TIFFOpenOptionsAlloc());
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), saidNothing, nullptr);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), saidNothing, nullptr);
    return TIFFClientOpenExt(
        "image", "r", &source, readTiffBytes, writeNoTiff, seekTiff, [](thandle_t) { return 0; },
        tiffSize, mapTiff, [](thandle_t, void *, toff_t) {}, options.get());
}

// ---- what it says of its values
// ------------------------------------------------------------------

enum class Extra { None, Ignored, Straight, Premultiplied, Several };

/// What follows the colours. Without a word about it, one more value is alpha, as many programs
/// write it; "unspecified" is what it says.
Extra extraOf(const TiffFile &file, std::uint32_t samples, std::uint32_t colours)
{
    if (samples <= colours)
        return Extra::None;
    if (samples > colours + 1)
        return Extra::Several;
    std::uint16_t count = 0;
    const std::uint16_t *kinds = nullptr;
    if (TIFFGetField(file.get(), TIFFTAG_EXTRASAMPLES, &count, &kinds) == 0 || count == 0)
        return Extra::Straight;
    if (kinds[0] == EXTRASAMPLE_ASSOCALPHA)
        return Extra::Premultiplied;
    return kinds[0] == EXTRASAMPLE_UNASSALPHA ? Extra::Straight : Extra::Ignored;
}

[[noreturn]] void refuseChannels(std::uint32_t samples)
{
    throw Error("not a supported image: it has " + std::to_string(samples) + " channels");
}

void readChannels(const TiffFile &file, TiffFormat &format)
{
    const bool rgb = format.photometric == PHOTOMETRIC_RGB;
    const std::uint32_t colours = rgb ? 3 : 1;
    if (format.samples < colours)
        throw Error("damaged: a TIFF with fewer values than colours");
    const Extra extra = extraOf(file, format.samples, colours);
    const bool grey = format.photometric == PHOTOMETRIC_MINISBLACK
        || format.photometric == PHOTOMETRIC_MINISWHITE;
    if (extra == Extra::Several || (grey && extra == Extra::Ignored))
        refuseChannels(format.samples);
    const bool palette = format.photometric == PHOTOMETRIC_PALETTE;
    const bool alpha = !palette && (extra == Extra::Straight || extra == Extra::Premultiplied);
    format.channels = (palette ? 3 : static_cast<int>(colours)) + (alpha ? 1 : 0);
    format.premultiplied = extra == Extra::Premultiplied;
}

void readTiffPalette(const TiffFile &file, TiffFormat &format)
{
    std::array<std::uint16_t *, 3> maps {};
    if (format.bits > 16 || format.sampleFormat != SAMPLEFORMAT_UINT
        || TIFFGetField(file.get(), TIFFTAG_COLORMAP, &maps[0], &maps[1], &maps[2]) == 0)
        throw Error("damaged: a TIFF without its palette");
    const std::size_t count = std::size_t { 1 } << format.bits;
    std::uint16_t largest = 0;
    for (const std::uint16_t *map : maps)
        largest = std::max(largest, *std::max_element(map, map + count));
    const unsigned shift = largest < 256 ? 0 : 8; // some programs write 8 bits where there are 16
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < count; ++i)
            format.palette.at(c).push_back(static_cast<std::uint8_t>(maps.at(c)[i] >> shift));
}

void checkValues(const TiffFormat &format)
{
    const bool whole = format.sampleFormat == SAMPLEFORMAT_UINT
        && ((format.bits >= 1 && format.bits <= 16) || format.bits == 32);
    const bool withSign = format.sampleFormat == SAMPLEFORMAT_INT
        && (format.bits == 8 || format.bits == 16 || format.bits == 32);
    const bool fraction = format.sampleFormat == SAMPLEFORMAT_IEEEFP
        && (format.bits == 16 || format.bits == 32 || format.bits == 64);
    if (!whole && !withSign && !fraction)
        throw Error("not a supported image: a TIFF whose values have " + std::to_string(format.bits)
            + " bits; save it in 8 or 16");
}

/// Colours that are stored as brightness and two differences, ink or the like.
bool isForLibrary(const TiffFormat &format, std::uint16_t compression)
{
    switch (format.photometric) {
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_RGB:
    case PHOTOMETRIC_PALETTE:
        return compression == COMPRESSION_OJPEG;
    default:
        return true;
    }
}

void checkLibraryReads(const TiffFile &file, TiffFormat &format)
{
    std::array<char, 1024> reason {};
    if (TIFFRGBAImageOK(file.get(), reason.data()) == 0)
        throw Error("not a supported image: a TIFF of an unusual kind; save it as PNG");
    const std::uint32_t colours = format.photometric == PHOTOMETRIC_SEPARATED ? 4 : 3;
    const Extra extra = extraOf(file, format.samples, colours);
    format.channels = extra == Extra::None || extra == Extra::Ignored ? 3 : 4;
    format.premultiplied = true; // libtiff multiplies
    format.byLibrary = true;
}

} // namespace

TiffFile::TiffFile(std::span<const std::uint8_t> bytes)
    : m_source(new Source { bytes })
    , m_tiff(openedTiff(*m_source))
{
    if (!m_tiff)
        failTiff();
}

std::uint32_t TiffFile::number(std::uint32_t tag, std::uint32_t otherwise) const
{
    std::uint32_t value = 0;
    return TIFFGetFieldDefaulted(get(), tag, &value) != 0 ? value : otherwise;
}

std::uint16_t TiffFile::shortNumber(std::uint32_t tag, std::uint16_t otherwise) const
{
    std::uint16_t value = 0;
    return TIFFGetFieldDefaulted(get(), tag, &value) != 0 ? value : otherwise;
}

double TiffFormat::white() const
{
    if (sampleFormat == SAMPLEFORMAT_IEEEFP)
        return 1;
    return std::exp2(sampleFormat == SAMPLEFORMAT_INT ? bits - 1 : bits) - 1;
}

TiffFormat tiffFormatOf(const TiffFile &file)
{
    TiffFormat format;
    std::uint16_t photometric = 0;
    if (TIFFGetField(file.get(), TIFFTAG_PHOTOMETRIC, &photometric) == 0)
        throw Error("damaged: a TIFF that does not say what its values mean");
    format.photometric = photometric;
    format.bits = file.shortNumber(TIFFTAG_BITSPERSAMPLE, 1);
    format.samples = file.shortNumber(TIFFTAG_SAMPLESPERPIXEL, 1);
    format.sampleFormat = file.shortNumber(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    if (format.sampleFormat == SAMPLEFORMAT_VOID)
        format.sampleFormat = SAMPLEFORMAT_UINT;
    format.planes
        = file.shortNumber(TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE
        && format.samples > 1;
    const std::uint16_t compression = file.shortNumber(TIFFTAG_COMPRESSION, COMPRESSION_NONE);
    if (TIFFIsCODECConfigured(compression) == 0)
        throw Error("not a supported image: a TIFF packed in an unusual way; save it as PNG");
    if (compression == COMPRESSION_JPEG && photometric == PHOTOMETRIC_YCBCR) {
        TIFFSetField(file.get(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        format.photometric = PHOTOMETRIC_RGB;
    }
    if (isForLibrary(format, compression)) {
        checkLibraryReads(file, format);
        return format;
    }
    checkValues(format);
    readChannels(file, format);
    if (format.photometric == PHOTOMETRIC_PALETTE)
        readTiffPalette(file, format);
    return format;
}

void failTiff()
{
    throw Error("damaged: this TIFF cannot be decoded");
}

} // namespace convscope
