// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/drawn_image.h"
#include <algorithm>
#include <cstring>

namespace convscope {

namespace {

constexpr int kMaxSide = 512; // pixels of the image that are shown

QImage viewOf(const Image &image)
{
    return { image.pixels.data(), image.width, image.height,
        qsizetype(image.width) * image.channels,
        image.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888 };
}

Image shrunk(const Image &image)
{
    if (std::max(image.width, image.height) <= kMaxSide)
        return image;
    const QImage small
        = viewOf(image)
              .scaled(kMaxSide, kMaxSide, Qt::KeepAspectRatio, Qt::SmoothTransformation)
              .convertToFormat(viewOf(image).format());
    Image result { image.channels, small.height(), small.width(), {} };
    const std::size_t row = std::size_t(result.width) * std::size_t(result.channels);
    result.pixels.resize(row * std::size_t(result.height));
    for (int y = 0; y < result.height; ++y)
        std::memcpy(result.pixels.data() + std::size_t(y) * row, small.constScanLine(y), row);
    return result;
}

} // namespace

void DrawnImage::setBase(std::shared_ptr<const Image> base)
{
    m_base = std::move(base);
    m_small = m_base ? shrunk(*m_base) : Image {};
    m_strokes.clear();
    redraw();
}

void DrawnImage::setStrokes(std::vector<PenStroke> strokes)
{
    m_strokes = std::move(strokes);
    redraw();
}

void DrawnImage::redraw()
{
    m_finished = m_base ? withStrokes(m_small, onShown(m_strokes)) : Image {};
}

std::vector<PenStroke> DrawnImage::onShown(const std::vector<PenStroke> &strokes) const
{
    const double scale = double(m_small.width) / m_base->width;
    std::vector<PenStroke> result = strokes;
    for (PenStroke &stroke : result) {
        stroke.width *= scale;
        for (PenPoint &point : stroke.points)
            point = { point.x * scale, point.y * scale };
    }
    return result;
}

QImage DrawnImage::shown(const std::optional<PenStroke> &current) const
{
    if (!current)
        return viewOf(m_finished).copy();
    return viewOf(withStrokes(m_finished, onShown({ *current }))).copy();
}

double DrawnImage::penWidth(double share) const
{
    return m_base ? std::max(1.0, share * std::min(m_base->width, m_base->height)) : 1;
}

QRectF DrawnImage::rectIn(const QRect &room) const
{
    const QRectF inside = QRectF(room).adjusted(2, 2, -2, -2);
    QRectF target(
        {}, QSizeF(m_base->width, m_base->height).scaled(inside.size(), Qt::KeepAspectRatio));
    target.moveCenter(inside.center());
    return target;
}

} // namespace convscope
