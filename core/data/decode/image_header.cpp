// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/image_header.h"
#include "core/data/decode/image_bytes.h"
#include "core/data/decode/image_formats.h"
#include "core/data/decode/truncated_image.h"
#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace convscope {

namespace {

using namespace std::string_view_literals;

bool isBmp(const ImageBytes &start)
{
    // "BM" alone begins many a text; the length of the second header is one of few.
    if (!start.startsWith(0, "BM") || start.size() < 18)
        return false;
    static constexpr std::array<int, 7> kLengths { 12, 40, 52, 56, 64, 108, 124 };
    return std::find(kLengths.begin(), kLengths.end(), start.u8(14)) != kLengths.end()
        && start.startsWith(15, "\0\0\0"sv);
}

bool isPnm(const ImageBytes &start)
{
    if (!start.startsWith(0, "P") || start.size() < 3 || start.u8(1) < '1' || start.u8(1) > '6')
        return false;
    const auto next = static_cast<char>(start.u8(2));
    return " \t\r\n#"sv.find(next) != std::string_view::npos;
}

std::optional<ImageKind> kindOf(const ImageBytes &start)
{
    if (start.startsWith(0, "\x89PNG\r\n\x1a\n"))
        return ImageKind::Png;
    if (start.startsWith(0, "\xff\xd8\xff"))
        return ImageKind::Jpeg;
    if (start.startsWith(0, "RIFF") && start.startsWith(8, "WEBP"))
        return ImageKind::WebP;
    if (start.startsWith(0, "II*\0"sv) || start.startsWith(0, "MM\0*"sv))
        return ImageKind::Tiff;
    if (start.startsWith(0, "GIF87a") || start.startsWith(0, "GIF89a"))
        return ImageKind::Gif;
    if (isBmp(start))
        return ImageKind::Bmp;
    if (isPnm(start))
        return ImageKind::Pnm;
    return std::nullopt;
}

struct Refused {
    std::size_t at;
    std::string_view signature;
    std::string_view name;
};

// Images all the same, but of kinds that are not read: worth a better reason.
constexpr std::array kRefused {
    Refused { 4, "ftypavif", "AVIF" },
    Refused { 4, "ftyphei", "HEIC" },
    Refused { 4, "ftypmif1", "HEIC" },
    Refused { 4, "jP  ", "JPEG 2000" },
    Refused { 0, "II+\0"sv, "BigTIFF" },
    Refused { 0, "MM\0+"sv, "BigTIFF" },
    Refused { 0, "P7\n", "PAM" },
    Refused { 0, "8BPS", "Photoshop" },
    Refused { 0, "<svg", "SVG" },
    Refused { 0, "%PDF", "PDF" },
};

void checkSize(const ImageHeader &header)
{
    if (header.width == 0 || header.height == 0)
        throw Error("damaged: an image without width or height");
    const std::uint64_t pixels = std::uint64_t { header.width } * header.height;
    if (header.width > kMaxSide || header.height > kMaxSide || pixels > kMaxPixels)
        throw Error(
            "too large: " + std::to_string(header.width) + "×" + std::to_string(header.height));
}

ImageHeader readHeaderOf(ImageKind kind, std::span<const std::uint8_t> bytes)
{
    switch (kind) {
    case ImageKind::Png:
        return readPngHeader(bytes);
    case ImageKind::Jpeg:
        return readJpegHeader(bytes);
    case ImageKind::Bmp:
        return readBmpHeader(bytes);
    case ImageKind::WebP:
        return readWebpHeader(bytes);
    case ImageKind::Tiff:
        return readTiffHeader(bytes);
    case ImageKind::Pnm:
        return readPnmHeader(bytes);
    case ImageKind::Gif:
        return readGifHeader(bytes);
    }
    throw Error("not an image");
}

} // namespace

ImageKind recognizeImage(std::span<const std::uint8_t> start)
{
    if (start.empty())
        throw Error("empty file");
    const ImageBytes bytes(start);
    if (const auto kind = kindOf(bytes))
        return *kind;
    for (const Refused &refused : kRefused)
        if (bytes.startsWith(refused.at, refused.signature))
            throw Error("not a supported image: save the " + std::string(refused.name)
                + " file as PNG or JPEG");
    throw Error("not an image");
}

ImageHeader readImageHeader(std::span<const std::uint8_t> bytes)
{
    const ImageKind kind = recognizeImage(bytes);
    ImageHeader header;
    try {
        header = readHeaderOf(kind, bytes);
    } catch (const TruncatedImage &truncated) {
        throw Error(truncationOf(kind, bytes, truncated.requested()));
    }
    header.kind = kind;
    checkSize(header);
    return header;
}

} // namespace convscope
