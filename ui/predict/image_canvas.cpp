// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/image_canvas.h"
#include "ui/kit/theme.h"
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>
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

/// No larger than the screen needs, so that drawing stays fluent on photographs.
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

ImageCanvas::ImageCanvas(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("pictureCanvas"));
    setAccessibleName(tr("Image to draw on"));
    setToolTip(tr("Draw with the mouse and see the probabilities follow. With the keys: arrows "
                  "move the pen, Space makes a dot, Shift and an arrow draws."));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setMouseTracking(true);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ImageCanvas::setBase(std::shared_ptr<const Image> base)
{
    m_base = std::move(base);
    m_small = m_base ? shrunk(*m_base) : Image {};
    m_strokes.clear();
    m_current.reset();
    m_cross.reset();
    updateGeometry();
    redraw();
}

void ImageCanvas::setStrokes(std::vector<PenStroke> strokes)
{
    m_strokes = std::move(strokes);
    redraw();
}

void ImageCanvas::setPenWidth(double share)
{
    m_widthShare = share;
    update();
}

double ImageCanvas::penWidth() const
{
    return m_base ? std::max(1.0, m_widthShare * std::min(m_base->width, m_base->height)) : 1;
}

std::vector<PenStroke> ImageCanvas::onShown(const std::vector<PenStroke> &strokes) const
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

void ImageCanvas::redraw()
{
    m_finished = m_base ? withStrokes(m_small, onShown(m_strokes)) : Image {};
    update();
}

QSize ImageCanvas::sizeHint() const
{
    const int width = fontMetrics().height() * 14;
    return { width, heightForWidth(width) };
}

QSize ImageCanvas::minimumSizeHint() const
{
    const int side = fontMetrics().height() * 7;
    return { side, side };
}

int ImageCanvas::heightForWidth(int width) const
{
    constexpr double kTallest = 1.5;
    return m_base ? int(width * std::min(kTallest, double(m_base->height) / m_base->width)) : width;
}

QRectF ImageCanvas::imageRect() const
{
    const QRectF room = QRectF(rect()).adjusted(2, 2, -2, -2);
    QRectF target(
        {}, QSizeF(m_base->width, m_base->height).scaled(room.size(), Qt::KeepAspectRatio));
    target.moveCenter(room.center());
    return target;
}

PenPoint ImageCanvas::imageAt(const QPointF &point) const
{
    const QRectF target = imageRect();
    return { (point.x() - target.left()) * m_base->width / target.width(),
        (point.y() - target.top()) * m_base->height / target.height() };
}

QPointF ImageCanvas::pointAt(const PenPoint &place) const
{
    const QRectF target = imageRect();
    return { target.left() + place.x * target.width() / m_base->width,
        target.top() + place.y * target.height() / m_base->height };
}

QImage ImageCanvas::shownImage() const
{
    if (!m_current)
        return viewOf(m_finished).copy();
    return viewOf(withStrokes(m_finished, onShown({ *m_current }))).copy();
}

void ImageCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (!m_base) {
        painter.setPen(mutedText());
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("Drop an image first."));
        return;
    }
    const QRectF target = imageRect();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_small.width > target.width());
    painter.drawImage(target, shownImage());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(accentColour(), 2) : QPen(lineColour(), 1));
    painter.drawRect(target.adjusted(-1, -1, 1, 1));
    const auto ring = [&](const QPointF &middle) { // light within dark: seen on every ground
        const double radius = penWidth() * target.width() / m_base->width / 2;
        painter.setPen(QPen(Qt::black, 2.5));
        painter.drawEllipse(middle, radius, radius);
        painter.setPen(QPen(Qt::white, 1));
        painter.drawEllipse(middle, radius, radius);
    };
    if (m_pointer && isEnabled())
        ring(*m_pointer);
    else if (m_cross && hasFocus())
        ring(pointAt(*m_cross));
}

/// Space makes a dot here, whatever it does elsewhere.
bool ImageCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space)
        event->accept();
    return QWidget::event(event);
}

PenStroke ImageCanvas::strokeFrom(std::vector<PenPoint> points) const
{
    return { std::move(points), penWidth(), m_colour };
}

void ImageCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_base || imageRect().isEmpty())
        return;
    m_pointer = event->position();
    m_current = strokeFrom({ imageAt(event->position()) });
    update();
    Q_EMIT drawing(*m_current);
}

void ImageCanvas::mouseMoveEvent(QMouseEvent *event)
{
    m_pointer = event->position();
    update();
    if (!m_current)
        return;
    // Points closer than that change nothing one could see, and drawing would get slow.
    constexpr double kNear = 1.0 / 6; // as a share of the pen's width
    const PenPoint place = imageAt(event->position());
    const PenPoint &last = m_current->points.back();
    if (std::hypot(place.x - last.x, place.y - last.y) < kNear * penWidth())
        return;
    m_current->points.push_back(place);
    Q_EMIT drawing(*m_current);
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_current)
        return;
    PenStroke stroke = *std::exchange(m_current, std::nullopt);
    stroke.points.push_back(imageAt(event->position()));
    Q_EMIT drawn(stroke);
}

void ImageCanvas::leaveEvent(QEvent *)
{
    m_pointer.reset();
    update();
}

void ImageCanvas::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

/// By half the pen's width, so that dots join.
void ImageCanvas::moveCross(double right, double down, bool draw)
{
    const double step = std::max(1.0, penWidth() / 2);
    const PenPoint from = m_cross.value_or(PenPoint { m_base->width / 2.0, m_base->height / 2.0 });
    const PenPoint to { std::clamp(from.x + right * step, 0.0, double(m_base->width)),
        std::clamp(from.y + down * step, 0.0, double(m_base->height)) };
    m_cross = to;
    m_pointer.reset();
    update();
    if (draw)
        Q_EMIT drawn(strokeFrom({ from, to }));
}

void ImageCanvas::keyPressEvent(QKeyEvent *event)
{
    const bool draw = event->modifiers().testFlag(Qt::ShiftModifier);
    if (!m_base)
        QWidget::keyPressEvent(event);
    else if (event->key() == Qt::Key_Left)
        moveCross(-1, 0, draw);
    else if (event->key() == Qt::Key_Right)
        moveCross(1, 0, draw);
    else if (event->key() == Qt::Key_Up)
        moveCross(0, -1, draw);
    else if (event->key() == Qt::Key_Down)
        moveCross(0, 1, draw);
    else if (event->key() == Qt::Key_Space)
        moveCross(0, 0, true);
    else
        QWidget::keyPressEvent(event);
}

} // namespace convscope
