// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/image_conversion.h"
#include <QPainter>
#include <cstring>

namespace convscope {

Image fromQImage(const QImage &image)
{
    QImage flat = image;
    if (image.hasAlphaChannel()) {
        flat = QImage(image.size(), QImage::Format_RGB888);
        flat.fill(Qt::white);
        QPainter(&flat).drawImage(0, 0, image);
    }
    const bool isGrey = !image.hasAlphaChannel() && image.isGrayscale();
    flat.convertTo(isGrey ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    Image result {
        .channels = isGrey ? 1 : 3, .height = flat.height(), .width = flat.width(), .pixels = {}
    };
    const std::size_t row = std::size_t(result.width) * std::size_t(result.channels);
    result.pixels.resize(row * std::size_t(result.height));
    for (int y = 0; y < result.height; ++y)
        std::memcpy(result.pixels.data() + std::size_t(y) * row, flat.constScanLine(y), row);
    return result;
}

QImage toQImage(const Image &image)
{
    const QImage view(image.pixels.data(), image.width, image.height,
        qsizetype(image.width) * image.channels,
        image.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    return view.copy(); // the view does not own its pixels
}

} // namespace convscope
