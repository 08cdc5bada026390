// SPDX-License-Identifier: GPL-3.0-or-later
// GIF (CompuServe's specification of 1989): a screen, then blocks: extensions (0x21), images
// (0x2c) and the trailer (0x3b). Data come in pieces of up to 255 bytes, ended by an empty one. Of
// an animation the first image is taken.
#include "core/data/decode/codecs/raster_rows.h"
#include "core/data/decode/image_bytes.h"
#include "core/data/decode/image_formats.h"
#include <algorithm>
#include <array>
#include <cstring>
#include <gif_lib.h>
#include <memory>

namespace convscope {

namespace {

constexpr std::uint8_t kExtension = 0x21, kImage = 0x2c, kTrailer = 0x3b;
constexpr std::size_t kScreenBytes = 13, kImageBytes = 10;
constexpr const char *kCannotDecode = "damaged: this GIF cannot be decoded";

/// The size of the colour table that a packed byte announces.
std::size_t tableBytes(std::uint8_t packed)
{
    return (packed & 0x80U) == 0 ? 0 : std::size_t(3) << ((packed & 7U) + 1);
}

/// The place after the pieces that begin at `at`.
std::size_t afterPieces(const ImageBytes &bytes, std::size_t at)
{
    while (bytes.u8(at) != 0)
        at += std::size_t(1) + bytes.u8(at);
    return at + 1;
}

/// The screen, or more where the first image goes beyond it.
void readFirstImage(const ImageBytes &bytes, std::size_t at, ImageHeader &header)
{
    const std::uint32_t width = bytes.u16(at + 5), height = bytes.u16(at + 7);
    if (width == 0 || height == 0)
        throw Error("damaged: an image without width or height");
    header.width = std::max(header.width, bytes.u16(at + 1) + width);
    header.height = std::max(header.height, bytes.u16(at + 3) + height);
}

/// The bytes that giflib reads from.
struct Source {
    std::span<const std::uint8_t> left;
};

int readFrom(GifFileType *gif, GifByteType *to, int count)
{
    auto &source = *static_cast<Source *>(gif->UserData);
    const std::size_t taken = std::min(source.left.size(), static_cast<std::size_t>(count));
    if (taken > 0)
        std::memcpy(to, source.left.data(), taken);
    source.left = source.left.subspan(taken);
    return static_cast<int>(taken);
}

struct Close {
    void operator()(GifFileType *gif) const { DGifCloseFile(gif, nullptr); }
};

void check(int result)
{
    if (result != GIF_OK)
        throw Error(kCannotDecode);
}

/// Reads an extension; returns the transparent colour where it tells one, else `before`.
int readExtension(GifFileType &gif, int before)
{
    int code = 0;
    GifByteType *block = nullptr; // its length, then its bytes
    int transparent = before;
    check(DGifGetExtension(&gif, &code, &block));
    while (block != nullptr) {
        GraphicsControlBlock control {};
        if (code == GRAPHICS_EXT_FUNC_CODE
            && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
            transparent = control.TransparentColor;
        check(DGifGetExtensionNext(&gif, &block));
    }
    return transparent;
}

/// Up to the first image's pixels. Returns its transparent colour, or NO_TRANSPARENT_COLOR.
int advanceToImage(GifFileType &gif)
{
    int transparent = NO_TRANSPARENT_COLOR;
    for (;;) {
        GifRecordType type = UNDEFINED_RECORD_TYPE;
        check(DGifGetRecordType(&gif, &type));
        if (type == EXTENSION_RECORD_TYPE)
            transparent = readExtension(gif, transparent);
        else if (type == IMAGE_DESC_RECORD_TYPE)
            break;
        else
            throw Error(kCannotDecode);
    }
    check(DGifGetImageDesc(&gif));
    return transparent;
}

/// The rows in the order in which they are stored: interlaced ones come in four passes.
std::vector<int> storedRows(int height, bool interlaced)
{
    static constexpr std::array<std::array<int, 2>, 4> kPasses { { { 0, 8 }, { 4, 8 }, { 2, 4 },
        { 1, 2 } } };
    std::vector<int> rows;
    if (!interlaced)
        for (int y = 0; y < height; ++y)
            rows.push_back(y);
    else
        for (const auto &[first, step] : kPasses)
            for (int y = first; y < height; y += step)
                rows.push_back(y);
    return rows;
}

void drawRow(std::span<const GifPixelType> indices, const ColorMapObject &colours, int transparent,
    std::span<std::uint8_t> to)
{
    for (std::size_t x = 0; x < indices.size(); ++x) {
        if (indices[x] == transparent)
            continue; // the white below shows
        if (indices[x] >= colours.ColorCount)
            throw Error("damaged: it uses a colour that it does not define");
        const GifColorType &colour = colours.Colors[indices[x]];
        to[3 * x] = colour.Red;
        to[3 * x + 1] = colour.Green;
        to[3 * x + 2] = colour.Blue;
    }
}

} // namespace

ImageHeader readGifHeader(std::span<const std::uint8_t> bytes)
{
    const ImageBytes image(bytes, false);
    ImageHeader header;
    header.width = image.u16(6);
    header.height = image.u16(8);
    bool hasImage = false;
    for (std::size_t at = kScreenBytes + tableBytes(image.u8(10));;) {
        const std::uint8_t block = image.u8(at);
        if (block == kTrailer)
            break; // the bytes that follow are not the image's
        if (block == kExtension) {
            at = afterPieces(image, at + 2);
        } else if (block == kImage) {
            if (!hasImage)
                readFirstImage(image, at, header);
            hasImage = true;
            const std::size_t table = tableBytes(image.u8(at + 9));
            at = afterPieces(image, at + kImageBytes + table + 1); // 1: the size of a code
        } else {
            throw Error("damaged: a GIF with an unknown block");
        }
    }
    if (!hasImage)
        throw Error("damaged: a GIF without pixels");
    return header;
}

Raster decodeGif(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    Source source { bytes };
    const std::unique_ptr<GifFileType, Close> gif(DGifOpen(&source, readFrom, nullptr));
    if (!gif)
        throw Error(kCannotDecode);
    const int transparent = advanceToImage(*gif);
    const GifImageDesc &frame = gif->Image;
    const ColorMapObject *colours = frame.ColorMap != nullptr ? frame.ColorMap : gif->SColorMap;
    if (colours == nullptr)
        throw Error("damaged: a GIF without colours");
    const std::size_t row = std::size_t { header.width } * 3;
    checkWorkBytes(header, row * header.height, "a GIF");
    std::vector<std::uint8_t> values(row * header.height, 255);
    std::vector<GifPixelType> indices(static_cast<std::size_t>(frame.Width));
    for (const int y : storedRows(frame.Height, frame.Interlace)) {
        check(DGifGetLine(gif.get(), indices.data(), frame.Width));
        const auto start = static_cast<std::size_t>(frame.Top + y) * row
            + static_cast<std::size_t>(frame.Left) * 3;
        drawRow(
            indices, *colours, transparent, std::span(values).subspan(start, indices.size() * 3));
    }
    Raster raster;
    raster.width = static_cast<int>(header.width);
    raster.height = static_cast<int>(header.height);
    raster.channels = 3;
    raster.values = std::move(values);
    return raster;
}

} // namespace convscope
