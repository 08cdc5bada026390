// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/prepared_image.h"

namespace convscope {

QImage preparedImage(std::span<const std::uint8_t> pixels, const Shape &shape)
{
    QImage image(shape.w, shape.h, QImage::Format_RGB32);
    const std::size_t green = shape.c == 3 ? shape.area() : 0;
    for (int y = 0; y < shape.h; ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < shape.w; ++x) {
            const std::size_t at = std::size_t(y) * std::size_t(shape.w) + std::size_t(x);
            line[x] = qRgb(pixels[at], pixels[at + green], pixels[at + 2 * green]);
        }
    }
    return image;
}

} // namespace convscope
