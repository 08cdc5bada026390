// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/map_pixmap.h"
#include <QColor>

namespace convscope {

QImage mapImage(std::span<const float> values, int width, int height, const ColourScale &scale)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::transparent);
    for (int y = 0; y < height; ++y) {
        auto *row = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < width; ++x) {
            const std::size_t at = std::size_t(y) * std::size_t(width) + std::size_t(x);
            if (at >= values.size())
                break;
            const Rgb colour = scale.colour(double(values[at]));
            row[x] = qRgb(colour.r, colour.g, colour.b);
        }
    }
    return image;
}

QImage inputImage(const LayerMaps &input)
{
    const auto &[c, h, w] = input.shape;
    const ColourScale scale = scaleFor(input.values, true);
    QImage image(w, h, QImage::Format_RGB32);
    for (int y = 0; y < h; ++y) {
        auto *row = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < w; ++x) {
            const auto level = [&](int channel) {
                return scale
                    .colour(double(input.map(std::min(channel, c - 1))[std::size_t(y * w + x)]))
                    .r;
            };
            row[x] = qRgb(level(0), level(1), level(2));
        }
    }
    return image;
}

} // namespace convscope
