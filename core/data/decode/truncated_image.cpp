// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/truncated_image.h"
#include "core/base/words.h"
#include "core/data/decode/image_bytes.h"
#include <algorithm>
#include <array>
#include <vector>
#include <zlib.h>

namespace convscope {

namespace {

constexpr std::size_t kPngSignature = 8, kAroundChunk = 12;

struct Size {
    std::uint32_t width = 0, height = 0;
};

// ---- PNG: as many rows as its pixels unpack to -------------------------------------------------

/// The packed pixels that are there: of all IDAT chunks, the last one perhaps cut off.
std::vector<std::uint8_t> packedPixels(std::span<const std::uint8_t> bytes)
{
    const ImageBytes image(bytes);
    std::vector<std::uint8_t> packed;
    for (std::size_t at = kPngSignature; at + 8 < bytes.size();) {
        const std::size_t length = image.u32(at), left = bytes.size() - at - 8;
        const auto data = bytes.subspan(at + 8, std::min(length, left));
        if (image.startsWith(at + 4, "IDAT"))
            packed.insert(packed.end(), data.begin(), data.end());
        at += length + kAroundChunk;
    }
    return packed;
}

std::uint64_t unpackedLength(std::span<const std::uint8_t> packed, std::uint64_t most)
{
    z_stream stream {};
    if (inflateInit(&stream) != Z_OK)
        return 0;
    std::array<std::uint8_t, 1U << 15U> room {};
    std::uint64_t length = 0;
    stream.next_in = const_cast<std::uint8_t *>(packed.data()); // zlib only reads it
    stream.avail_in = static_cast<uInt>(packed.size()); // image files are below 1 GB
    for (int status = Z_OK; status == Z_OK && length < most;) {
        stream.next_out = room.data();
        stream.avail_out = static_cast<uInt>(room.size());
        status = inflate(&stream, Z_NO_FLUSH);
        length += room.size() - stream.avail_out;
    }
    inflateEnd(&stream);
    return length;
}

/// Nothing where the rows come in several passes, or the header makes no sense.
std::optional<std::uint64_t> pngRows(std::span<const std::uint8_t> bytes, const Size &size)
{
    const ImageBytes image(bytes);
    static constexpr std::array<unsigned, 7> kChannels { 1, 0, 3, 1, 2, 0, 4 }; // by colour type
    const std::size_t type = image.u8(25);
    if (type >= kChannels.size() || kChannels.at(type) == 0 || image.u8(28) != 0)
        return std::nullopt;
    const std::uint64_t bits = std::uint64_t { size.width } * kChannels.at(type) * image.u8(24);
    const std::uint64_t row = (bits + 7) / 8 + 1; // its filter's type comes first
    return unpackedLength(packedPixels(bytes), row * size.height) / row;
}

// ---- what headers tell -------------------------------------------------------------------------

/// The size in the first frame header, found segment by segment.
Size jpegSize(const ImageBytes &image)
{
    for (std::size_t at = 2; image.u8(at) == 0xff;) {
        const std::uint8_t marker = image.u8(at + 1);
        const bool isFrame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8
            && marker != 0xcc;
        if (isFrame)
            return { image.u16(at + 7), image.u16(at + 5) };
        at += marker == 0xff ? 1 : 2 + image.u16(at + 2);
    }
    return {};
}

/// {} where the file ends before it tells.
Size sizeOf(ImageKind kind, std::span<const std::uint8_t> bytes)
{
    try {
        const ImageBytes image(bytes, kind == ImageKind::Png || kind == ImageKind::Jpeg);
        if (kind == ImageKind::Png)
            return { image.u32(16), image.u32(20) };
        if (kind == ImageKind::Jpeg)
            return jpegSize(image);
        if (kind == ImageKind::Gif)
            return { image.u16(6), image.u16(8) };
    } catch (const TruncatedImage &) {
    }
    return {};
}

std::string rowsText(std::uint64_t there, std::uint64_t all)
{
    if (there >= all)
        return "all of its " + grouped(all) + " rows are there, but not its end";
    return "only the first " + grouped(there) + " of its " + grouped(all) + " rows are there";
}

} // namespace

std::string_view toString(ImageKind kind)
{
    switch (kind) {
    case ImageKind::Png:
        return "PNG";
    case ImageKind::Jpeg:
        return "JPEG";
    case ImageKind::Bmp:
        return "BMP";
    case ImageKind::WebP:
        return "WebP";
    case ImageKind::Tiff:
        return "TIFF";
    case ImageKind::Pnm:
        return "PNM";
    case ImageKind::Gif:
        return "GIF";
    }
    return "image";
}

std::string truncationOf(
    ImageKind kind, std::span<const std::uint8_t> bytes, std::optional<std::uint64_t> requested)
{
    const Size size = sizeOf(kind, bytes);
    const bool isKnown = size.width > 0 && size.height > 0;
    std::string text = "truncated: this " + std::string(toString(kind));
    if (isKnown)
        text += " of " + std::to_string(size.width) + "×" + std::to_string(size.height);
    text += " is damaged, ";
    std::optional<std::uint64_t> rows;
    if (isKnown && kind == ImageKind::Png && bytes.size() > 28)
        rows = pngRows(bytes, size);
    if (rows)
        return text + rowsText(*rows, size.height);
    if (requested)
        return text + "only " + grouped(bytes.size()) + " of its " + counted(*requested, "byte")
            + " are there";
    return text + "only its first " + counted(bytes.size(), "byte")
        + " are there, and its end is missing";
}

} // namespace convscope
