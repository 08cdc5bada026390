// SPDX-License-Identifier: GPL-3.0-or-later
// TIFF files for tests, through libtiff.
#include "tests/support/image_encoders.h"
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <tiffio.h>

namespace convscope::test {

namespace {

struct Memory {
    Bytes bytes {};
    std::size_t at = 0;
};

Memory &memoryOf(thandle_t handle)
{
    return *static_cast<Memory *>(handle);
}

tmsize_t readMemory(thandle_t handle, void *to, tmsize_t count)
{
    Memory &memory = memoryOf(handle);
    const std::size_t left = memory.bytes.size() - std::min(memory.at, memory.bytes.size());
    const std::size_t taken = std::min(left, static_cast<std::size_t>(count));
    if (taken > 0)
        std::memcpy(to, memory.bytes.data() + memory.at, taken);
    memory.at += taken;
    return static_cast<tmsize_t>(taken);
}

tmsize_t writeMemory(thandle_t handle, void *from, tmsize_t count)
{
    Memory &memory = memoryOf(handle);
    const auto size = static_cast<std::size_t>(count);
    if (memory.at + size > memory.bytes.size())
        memory.bytes.resize(memory.at + size);
    if (size > 0)
        std::memcpy(memory.bytes.data() + memory.at, from, size);
    memory.at += size;
    return count;
}

toff_t seekMemory(thandle_t handle, toff_t offset, int from)
{
    Memory &memory = memoryOf(handle);
    memory.at = from == SEEK_SET ? offset
        : from == SEEK_CUR       ? memory.at + offset
                                 : memory.bytes.size() + offset;
    return memory.at;
}

struct Close {
    void operator()(TIFF *tiff) const { TIFFClose(tiff); }
};

void describe(TIFF *tiff, const TiffParts &parts)
{
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, parts.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, parts.height);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, parts.samples);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, parts.bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, parts.sampleFormat);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, parts.photometric);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, parts.compression);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, parts.orientation);
    TIFFSetField(
        tiff, TIFFTAG_PLANARCONFIG, parts.planes ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
    if (!parts.extra.empty())
        TIFFSetField(
            tiff, TIFFTAG_EXTRASAMPLES, static_cast<int>(parts.extra.size()), parts.extra.data());
    if (!parts.profile.empty())
        TIFFSetField(tiff, TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(parts.profile.size()),
            parts.profile.data());
    if (parts.tile != 0) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, parts.tile);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, parts.tile);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, std::min(parts.height, 3U));
    }
}

/// Whole bytes of `count` samples from the pixel (x, y) on; of one plane where there are several.
Bytes cutOut(
    const TiffParts &parts, std::size_t x, std::size_t y, std::size_t pixels, std::size_t plane)
{
    if (parts.bits < 8) {
        const std::size_t row = (std::size_t { parts.width } * parts.samples * parts.bits + 7) / 8;
        const auto start = parts.values.begin() + static_cast<std::ptrdiff_t>(y * row);
        return { start, start + static_cast<std::ptrdiff_t>(row) };
    }
    const std::size_t size = parts.bits / 8;
    Bytes result;
    for (std::size_t i = 0; i < pixels; ++i) {
        const std::size_t pixel = y * parts.width + std::min<std::size_t>(x + i, parts.width - 1);
        const std::size_t at = (pixel * parts.samples + plane) * size;
        const auto start = parts.values.begin() + static_cast<std::ptrdiff_t>(at);
        result.insert(result.end(), start,
            start + static_cast<std::ptrdiff_t>(parts.planes ? size : size * parts.samples));
    }
    return result;
}

void writeTiles(TIFF *tiff, const TiffParts &parts, std::size_t plane)
{
    for (std::uint32_t top = 0; top < parts.height; top += parts.tile)
        for (std::uint32_t left = 0; left < parts.width; left += parts.tile) {
            Bytes tile;
            for (std::uint32_t y = top; y < top + parts.tile; ++y) {
                const Bytes row
                    = cutOut(parts, left, std::min(y, parts.height - 1), parts.tile, plane);
                tile.insert(tile.end(), row.begin(), row.end());
            }
            TIFFWriteTile(tiff, tile.data(), left, top, 0, static_cast<std::uint16_t>(plane));
        }
}

Bytes rowsOf(const Image &image, std::uint32_t bytes)
{
    Bytes values;
    for (const std::uint8_t value : image.pixels)
        values.insert(values.end(), bytes, value); // twice the same byte is × 257
    return values;
}

Bytes packedTiff(const Image &image, std::uint32_t bits)
{
    TiffParts parts;
    parts.width = static_cast<std::uint32_t>(image.width);
    parts.height = static_cast<std::uint32_t>(image.height);
    parts.samples = static_cast<std::uint32_t>(image.channels);
    parts.bits = bits;
    parts.photometric = image.channels == 1 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB;
    parts.compression = COMPRESSION_LZW;
    parts.values = rowsOf(image, bits / 8);
    if (image.channels == 4)
        parts.extra = { EXTRASAMPLE_UNASSALPHA };
    return makeTiff(parts);
}

} // namespace

Bytes makeTiff(const TiffParts &parts)
{
    Memory memory;
    const std::unique_ptr<TIFF, Close> tiff(TIFFClientOpen(
        "image", "wl", &memory, readMemory, writeMemory, seekMemory, [](thandle_t) { return 0; },
        [](thandle_t handle) -> toff_t { return memoryOf(handle).bytes.size(); }, nullptr,
        nullptr));
    if (!tiff)
        throw std::runtime_error("cannot encode a TIFF");
    for (int page = 0; page < parts.pages; ++page) {
        describe(tiff.get(), parts);
        for (std::size_t plane = 0; plane < (parts.planes ? parts.samples : 1); ++plane) {
            if (parts.tile != 0)
                writeTiles(tiff.get(), parts, plane);
            for (std::uint32_t y = 0; parts.tile == 0 && y < parts.height; ++y) {
                Bytes row = cutOut(parts, 0, y, parts.width, plane);
                TIFFWriteScanline(tiff.get(), row.data(), y, static_cast<std::uint16_t>(plane));
            }
        }
        TIFFWriteDirectory(tiff.get());
    }
    return memory.bytes;
}

Bytes tiffOf(const Image &image)
{
    return packedTiff(image, 8);
}

Bytes tiffOf16(const Image &image)
{
    return packedTiff(image, 16);
}

} // namespace convscope::test
