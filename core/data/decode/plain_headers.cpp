// SPDX-License-Identifier: GPL-3.0-or-later
// The image formats with short headers: BMP, WebP and PNM.
#include "core/data/decode/image_bytes.h"
#include "core/data/decode/image_formats.h"
#include "core/data/decode/pnm_words.h"
#include <cstdlib>

namespace convscope {

namespace {

constexpr std::uint32_t kBitFields = 3; // the last of BMP's compressions that are read
constexpr std::uint32_t kWebpAnimation = 0x02;

void checkLength(const ImageBytes &bytes, std::uint64_t needed)
{
    if (needed > bytes.size())
        throw TruncatedImage(needed);
}

void readExtendedWebp(const ImageBytes &bytes, ImageHeader &header)
{
    if ((bytes.u8(20) & kWebpAnimation) != 0)
        throw Error("not a supported image: save one frame of the animation as PNG or JPEG");
    header.width = bytes.u24(24) + 1;
    header.height = bytes.u24(27) + 1;
    for (std::size_t at = 12; at + 8 <= bytes.size();) {
        const std::size_t length = bytes.u32(at + 4);
        if (bytes.startsWith(at, "EXIF")) {
            auto block = bytes.part(at + 8, length);
            if (bytes.startsWith(at + 8, std::string_view("Exif\0\0", 6)))
                block = block.subspan(6); // some writers keep JPEG's prefix
            header.orientation = exifOrientation(block);
        }
        at += 8 + length + length % 2;
    }
}

/// The fewest bytes the pixels can take; `kind` is '1' to '6'.
std::uint64_t pnmPixelBytes(std::uint8_t kind, const ImageHeader &header, std::uint32_t maximum)
{
    const std::uint64_t width = header.width;
    const std::uint64_t values = width * header.height * (kind == '3' || kind == '6' ? 3 : 1);
    if (kind == '1')
        return values; // digits without space between them are allowed here
    if (kind < '4')
        return values * 2 - 1;
    if (kind == '4')
        return (width + 7) / 8 * header.height;
    return values * (maximum > 255 ? 2 : 1);
}

} // namespace

ImageHeader readBmpHeader(std::span<const std::uint8_t> bytes)
{
    const ImageBytes image(bytes, false);
    const bool old = image.u32(14) == 12;
    const auto signedHeight = static_cast<std::int32_t>(old ? image.u16(20) : image.u32(22));
    ImageHeader header;
    header.width = old ? image.u16(18) : image.u32(18);
    header.height = static_cast<std::uint32_t>(std::abs(std::int64_t { signedHeight }));
    const std::uint64_t bits = old ? image.u16(24) : image.u16(28);
    const std::uint32_t compression = old ? 0 : image.u32(30);
    if (compression > kBitFields)
        throw Error("not a supported image: a BMP of an unusual kind; save it as PNG or JPEG");
    const bool runLengths = compression == 1 || compression == 2;
    const std::uint64_t row = (header.width * bits + 31) / 32 * 4;
    if (!runLengths && header.width <= kMaxSide && header.height <= kMaxSide)
        checkLength(image, image.u32(10) + row * header.height);
    return header;
}

ImageHeader readWebpHeader(std::span<const std::uint8_t> bytes)
{
    const ImageBytes image(bytes, false);
    checkLength(image, std::uint64_t { image.u32(4) } + 8);
    ImageHeader header;
    if (image.startsWith(12, "VP8 ")) {
        header.width = image.u16(26) & 0x3fffU;
        header.height = image.u16(28) & 0x3fffU;
    } else if (image.startsWith(12, "VP8L")) {
        const std::uint32_t packed = image.u32(21);
        header.width = (packed & 0x3fffU) + 1;
        header.height = (packed >> 14U & 0x3fffU) + 1;
    } else if (image.startsWith(12, "VP8X")) {
        readExtendedWebp(image, header);
    } else {
        throw Error("damaged: a WebP without pixels");
    }
    return header;
}

ImageHeader readPnmHeader(std::span<const std::uint8_t> bytes)
{
    const ImageBytes image(bytes);
    PnmWords words(image);
    const std::uint8_t kind = image.u8(1);
    ImageHeader header;
    header.width = words.number();
    header.height = words.number();
    const bool isBitmap = kind == '1' || kind == '4';
    const std::uint32_t maximum = isBitmap ? 1 : words.number();
    if (maximum == 0 || maximum > 65'535)
        throw Error("damaged: an impossible number in the PNM header");
    if (header.width <= kMaxSide && header.height <= kMaxSide && header.width * header.height > 0)
        checkLength(image, words.position() + 1 + pnmPixelBytes(kind, header, maximum));
    return header;
}

} // namespace convscope
