// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/image_canvas.h"
#include "ui/kit/theme.h"
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace convscope {

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
    m_image.setBase(std::move(base));
    m_current.reset();
    m_cross.reset();
    updateGeometry();
    update();
}

void ImageCanvas::setStrokes(std::vector<PenStroke> strokes)
{
    m_image.setStrokes(std::move(strokes));
    update();
}

void ImageCanvas::setPenWidth(double share)
{
    m_widthShare = share;
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
    return base() ? int(width * std::min(kTallest, double(base()->height) / base()->width)) : width;
}

PenPoint ImageCanvas::imageAt(const QPointF &point) const
{
    const QRectF target = m_image.rectIn(rect());
    return { (point.x() - target.left()) * base()->width / target.width(),
        (point.y() - target.top()) * base()->height / target.height() };
}

QPointF ImageCanvas::pointAt(const PenPoint &place) const
{
    const QRectF target = m_image.rectIn(rect());
    return { target.left() + place.x * target.width() / base()->width,
        target.top() + place.y * target.height() / base()->height };
}

void ImageCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (!base()) {
        painter.setPen(mutedText());
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, tr("Drop an image first."));
        return;
    }
    const QRectF target = m_image.rectIn(rect());
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_image.shownWidth() > target.width());
    painter.drawImage(target, m_image.shown(m_current));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(accentColour(), 2) : QPen(lineColour(), 1));
    painter.drawRect(target.adjusted(-1, -1, 1, 1));
    const auto ring = [&](const QPointF &middle) { // light within dark: seen on every ground
        const double radius = m_image.penWidth(m_widthShare) * target.width() / base()->width / 2;
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
    return { std::move(points), m_image.penWidth(m_widthShare), m_colour };
}

void ImageCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !base() || m_image.rectIn(rect()).isEmpty())
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
    if (std::hypot(place.x - last.x, place.y - last.y) < kNear * m_image.penWidth(m_widthShare))
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
    const double step = std::max(1.0, m_image.penWidth(m_widthShare) / 2);
    const PenPoint from = m_cross.value_or(PenPoint { base()->width / 2.0, base()->height / 2.0 });
    const PenPoint to { std::clamp(from.x + right * step, 0.0, double(base()->width)),
        std::clamp(from.y + down * step, 0.0, double(base()->height)) };
    m_cross = to;
    m_pointer.reset();
    update();
    if (draw)
        Q_EMIT drawn(strokeFrom({ from, to }));
}

void ImageCanvas::keyPressEvent(QKeyEvent *event)
{
    const bool draw = event->modifiers().testFlag(Qt::ShiftModifier);
    if (!base())
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
