// SPDX-License-Identifier: GPL-3.0-or-later
// ChartView: answers to the mouse and the keys, and painting.
#include "ui/charts/axis_text.h"
#include "ui/charts/chart_drawing.h"
#include "ui/charts/chart_view_impl.h"
#include "ui/kit/theme.h"
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <cmath>

namespace convscope {

namespace {
constexpr double kZoomStep = 0.8;
constexpr double kPanStep = 0.1; // of what is shown
} // namespace

void ChartView::Impl::drawBackground(QPainter *painter, const QRectF &rect)
{
    QChartView::drawBackground(painter, rect);
    ChartDrawing(*painter, state, plot, owner, viewport()->rect()).drawBehind();
}

void ChartView::Impl::drawForeground(QPainter *painter, const QRectF &)
{
    const QRectF view = viewport()->rect();
    ChartDrawing(*painter, state, plot, owner, view).drawBefore();
    if (hasFocus()) {
        painter->setPen(QPen(accentColour(), 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(view.adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void ChartView::Impl::mousePressEvent(QMouseEvent *event)
{
    const bool moves = event->button() == Qt::MiddleButton
        || (event->button() == Qt::LeftButton && event->modifiers() & Qt::ShiftModifier);
    m_pressedAt = event->position().toPoint();
    if (moves) {
        m_pan = Pan { m_pressedAt, plot.shownX(), plot.shownY() };
        viewport()->setCursor(Qt::ClosedHandCursor);
    } else if (event->button() == Qt::LeftButton) {
        m_band.setGeometry({ m_pressedAt, QSize() });
        m_band.show();
    }
    if (event->button() == Qt::LeftButton)
        setFocus(Qt::MouseFocusReason);
}

void ChartView::Impl::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (m_pan) {
        const QRectF area = plot.area();
        const double x = (m_pan->from.x() - at.x()) / area.width() * (m_pan->x.high - m_pan->x.low);
        const double y
            = (at.y() - m_pan->from.y()) / area.height() * (m_pan->y.high - m_pan->y.low);
        m_pan->from = at;
        pan(x, y);
        return;
    }
    if (m_band.isVisible())
        m_band.setGeometry(QRect(m_pressedAt, at).normalized());
    const bool inside = plot.area().contains(mapToScene(at));
    moveCrosshair(inside ? std::optional(state.snapped(plot.valueAt(at).x())) : std::nullopt);
}

void ChartView::Impl::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_pan) {
        m_pan.reset();
        viewport()->unsetCursor();
    }
    if (!m_band.isVisible())
        return;
    m_band.hide();
    const QPoint at = event->position().toPoint();
    const QRect area = QRect(m_pressedAt, at).normalized();
    constexpr int kSmallest = 8; // less is a click with a shaky hand
    if (area.width() < kSmallest && area.height() < kSmallest) {
        if (plot.area().contains(mapToScene(at)) && !state.curves.batches.empty())
            Q_EMIT owner.pointClicked(plot.valueAt(at).x());
        return;
    }
    if (area.width() < kSmallest)
        return;
    const QPointF topLeft = plot.valueAt(area.topLeft()),
                  bottomRight = plot.valueAt(area.bottomRight());
    const Range all = state.fittingX();
    std::optional<Range> y;
    if (area.height() >= kSmallest)
        y = Range { bottomRight.y(), topLeft.y() };
    zoom(Range { std::max(all.low, topLeft.x()), std::min(all.high, bottomRight.x()) }, y);
}

void ChartView::Impl::mouseDoubleClickEvent(QMouseEvent *)
{
    zoom({}, {});
}

// The help is shown beside the plot: nothing covers the data.
bool ChartView::Impl::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip
        && plot.area().contains(mapToScene(static_cast<QHelpEvent *>(event)->pos())))
        return true;
    return QChartView::viewportEvent(event);
}

void ChartView::Impl::leaveEvent(QEvent *)
{
    moveCrosshair({});
}

void ChartView::Impl::moveCrosshair(std::optional<double> x)
{
    if (x == state.crosshair)
        return;
    state.crosshair = x;
    viewport()->update();
    Q_EMIT owner.crosshairMoved(state.crosshair);
}

// From batch to batch; the newest at first.
void ChartView::Impl::stepCrosshair(int by)
{
    const auto x = state.batchBeside(by);
    if (!x)
        return;
    const Range now = plot.shownX();
    if (*x < now.low || *x > now.high)
        pan(*x - (now.low + now.high) / 2, 0);
    moveCrosshair(x);
}

void ChartView::Impl::keyPressEvent(QKeyEvent *event)
{
    const Range x = plot.shownX(), y = plot.shownY();
    const bool steps = event->modifiers() & Qt::ControlModifier;
    const double right = (x.high - x.low) * kPanStep, up = (y.high - y.low) * kPanStep;
    const double middle = state.crosshair.value_or((x.low + x.high) / 2);
    switch (event->key()) {
    case Qt::Key_Left:
        return steps ? stepCrosshair(-1) : pan(-right, 0);
    case Qt::Key_Right:
        return steps ? stepCrosshair(1) : pan(right, 0);
    case Qt::Key_Up:
        return pan(0, up);
    case Qt::Key_Down:
        return pan(0, -up);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomAbout(middle, kZoomStep);
    case Qt::Key_Minus:
        return zoomAbout(middle, 1 / kZoomStep);
    case Qt::Key_F:
    case Qt::Key_Home:
        return zoom({}, {});
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (state.crosshair && !state.curves.batches.empty())
            Q_EMIT owner.pointClicked(*state.crosshair);
        return;
    default:
        event->ignore(); // Space and its like belong to the window
    }
}

void ChartView::Impl::focusInEvent(QFocusEvent *event)
{
    QChartView::focusInEvent(event);
    viewport()->update();
}

void ChartView::Impl::focusOutEvent(QFocusEvent *event)
{
    QChartView::focusOutEvent(event);
    viewport()->update();
}

void ChartView::Impl::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    plot.layOut();
}

void ChartView::Impl::wheelEvent(QWheelEvent *event)
{
    const QPointF value = plot.valueAt(event->position().toPoint());
    const double factor = std::pow(kZoomStep, event->angleDelta().y() / 120.0);
    if (event->modifiers() & Qt::ControlModifier)
        zoomVertically(value.y(), factor);
    else
        zoomAbout(value.x(), factor);
    event->accept();
}

void ChartView::Impl::zoom(std::optional<Range> x, std::optional<Range> y)
{
    const Range all = state.fittingX();
    if (x && x->low <= all.low && x->high >= all.high)
        x.reset();
    if (x && x->high - x->low < narrowest(state.curves.axis))
        return;
    state.zoomX = x;
    state.zoomY = y;
    plot.refresh();
    viewport()->update();
    Q_EMIT owner.zoomed(state.zoomX);
}

void ChartView::Impl::pan(double x, double y)
{
    const Range now = plot.shownX(), all = state.fittingX();
    const double by
        = std::clamp(x, std::min(0.0, all.low - now.low), std::max(0.0, all.high - now.high));
    std::optional<Range> vertical = state.zoomY;
    if (vertical && !state.logScale)
        vertical = Range { state.zoomY->low + y, state.zoomY->high + y };
    zoom(Range { now.low + by, now.high + by }, vertical);
}

void ChartView::Impl::zoomAbout(double x, double factor)
{
    const Range now = plot.shownX(), all = state.fittingX();
    zoom(Range { std::max(all.low, x - (x - now.low) * factor),
             std::min(all.high, x + (now.high - x) * factor) },
        state.zoomY);
}

void ChartView::Impl::zoomVertically(double y, double factor)
{
    const Range now = plot.shownY();
    if (state.logScale)
        zoom(state.zoomX,
            Range { y * std::pow(now.low / y, factor), y * std::pow(now.high / y, factor) });
    else
        zoom(state.zoomX, Range { y - (y - now.low) * factor, y + (now.high - y) * factor });
}

} // namespace convscope
