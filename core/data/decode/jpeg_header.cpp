// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG (ITU-T T.81, annex B): segments that begin with 0xFF and a marker; after a start of scan the
// entropy-coded data run to the next marker that is neither stuffing (00) nor a restart (D0 to D7).
#include "core/data/decode/image_bytes.h"
#include "core/data/decode/image_formats.h"
#include <algorithm>
#include <cstring>

namespace convscope {

namespace {

constexpr std::uint8_t kEndOfImage = 0xd9;
constexpr std::uint8_t kStartOfScan = 0xda;
constexpr std::uint8_t kApplication1 = 0xe1;

bool isFrame(std::uint8_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

bool standsAlone(std::uint8_t marker)
{
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/// Where the next marker's code is, at or after `at`: inside scans and over stray bytes, which
/// decoders skip too.
std::size_t nextMarker(std::span<const std::uint8_t> bytes, std::size_t at)
{
    while (at + 1 < bytes.size()) {
        const auto rest = bytes.subspan(at);
        const void *found = std::memchr(rest.data(), 0xff, rest.size() - 1);
        if (found == nullptr)
            break;
        at += static_cast<std::size_t>(static_cast<const std::uint8_t *>(found) - rest.data()) + 1;
        const std::uint8_t code = bytes[at];
        if (code != 0x00 && code != 0xff && !(code >= 0xd0 && code <= 0xd7))
            return at;
    }
    throw TruncatedImage();
}

void readSegment(std::uint8_t marker, std::span<const std::uint8_t> data, ImageHeader &header)
{
    if (isFrame(marker)) {
        const ImageBytes frame(data);
        header.height = frame.u16(1);
        header.width = frame.u16(3);
    }
    if (marker == kApplication1 && data.size() > 6 && std::memcmp(data.data(), "Exif\0\0", 6) == 0)
        header.orientation = exifOrientation(data.subspan(6));
}

} // namespace

ImageHeader readJpegHeader(std::span<const std::uint8_t> bytes)
{
    const ImageBytes image(bytes);
    ImageHeader header;
    bool hasScan = false;
    for (std::size_t at = nextMarker(bytes, 2);; at = nextMarker(bytes, at)) {
        const std::uint8_t marker = bytes[at++];
        if (marker == kEndOfImage)
            break; // the bytes that follow are not the image's
        if (standsAlone(marker))
            continue;
        const std::size_t length = image.u16(at);
        if (length < 2)
            throw Error("damaged: a JPEG segment of impossible length");
        readSegment(marker, image.part(at + 2, length - 2), header);
        hasScan = hasScan || marker == kStartOfScan;
        at += length;
    }
    if (!hasScan)
        throw Error("damaged: a JPEG without pixels");
    return header;
}

} // namespace convscope
