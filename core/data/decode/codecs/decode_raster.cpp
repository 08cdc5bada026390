// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/decode/codecs/raster.h"
#include <cassert>

namespace convscope {

Raster decodeRaster(const ImageHeader &header, std::span<const std::uint8_t> bytes)
{
    switch (header.kind) {
    case ImageKind::Png:
        return decodePng(header, bytes);
    case ImageKind::Jpeg:
        return decodeJpeg(header, bytes);
    case ImageKind::Bmp:
        return decodeBmp(header, bytes);
    case ImageKind::WebP:
        return decodeWebp(header, bytes);
    case ImageKind::Tiff:
        return decodeTiff(header, bytes);
    case ImageKind::Pnm:
        return decodePnm(header, bytes);
    case ImageKind::Gif:
        return decodeGif(header, bytes);
    }
    assert(false);
    return {};
}

} // namespace convscope
