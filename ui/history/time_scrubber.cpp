// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/time_scrubber.h"
#include "ui/kit/theme.h"
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QStyle>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {
constexpr double kKnob = 6; // radius
}

double ScrubberScale::xOf(std::int64_t batch) const
{
    return last > 0 ? left + (right - left) * double(batch) / double(last) : right;
}

std::int64_t ScrubberScale::batchAt(double x) const
{
    const double share = right > left ? (x - left) / (right - left) : 1;
    return std::llround(std::clamp(share, 0.0, 1.0) * double(last));
}

std::optional<std::int64_t> neighbour(
    const std::vector<std::int64_t> &snapshots, std::int64_t batch, int steps)
{
    if (snapshots.empty())
        return {};
    // Counts from the first one at or after the batch, so that a step back from between two is one
    // step.
    const auto at = std::ranges::lower_bound(snapshots, batch) - snapshots.begin();
    const bool isBetween
        = at == std::ptrdiff_t(snapshots.size()) || snapshots[std::size_t(at)] != batch;
    const std::ptrdiff_t requested = at + steps - (isBetween && steps > 0 ? 1 : 0);
    return snapshots[std::size_t(
        std::clamp<std::ptrdiff_t>(requested, 0, std::ptrdiff_t(snapshots.size()) - 1))];
}

TimeScrubber::TimeScrubber(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("timeScrubber"));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Moment of the run that is looked at"));
    setMouseTracking(true);
    describe();
}

void TimeScrubber::setLast(std::int64_t batch)
{
    if (std::exchange(m_last, batch) == batch)
        return;
    describe();
    update();
}

void TimeScrubber::setSnapshots(std::vector<std::int64_t> batches)
{
    m_snapshots = std::move(batches);
    describe();
    update();
}

void TimeScrubber::setBest(std::optional<std::int64_t> batch)
{
    m_best = batch;
    update();
}

void TimeScrubber::setCheckpoint(std::optional<std::int64_t> batch)
{
    m_checkpoint = batch;
    describe();
    update();
}

void TimeScrubber::setPresent(std::optional<std::int64_t> batch)
{
    m_present = batch;
    describe();
    update();
}

void TimeScrubber::describe()
{
    const QLocale locale;
    //: %3 is a number of snapshots
    setAccessibleDescription(
        tr("Batch %1 of %2, %3 snapshots")
            .arg(locale.toString(qlonglong(checkpoint())), locale.toString(qlonglong(m_last)),
                locale.toString(qlonglong(m_snapshots.size()))));
}

QSize TimeScrubber::sizeHint() const
{
    return { fontMetrics().averageCharWidth() * 40, fontMetrics().height() * 3 / 2 };
}

QSize TimeScrubber::minimumSizeHint() const
{
    return { fontMetrics().averageCharWidth() * 12, sizeHint().height() };
}

ScrubberScale TimeScrubber::scale() const
{
    return { m_last, kKnob + 2, width() - kKnob - 2 };
}

void TimeScrubber::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ScrubberScale line = scale();
    const double middle = height() / 2.0, tick = height() / 4.0;
    const bool isPast = m_checkpoint.has_value();
    const QColor strong = isEnabled() ? palette().color(QPalette::Highlight) : lineColour();
    painter.setPen(QPen(lineColour(), 3, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(line.left, middle), QPointF(line.right, middle));
    painter.setPen(QPen(strong, 3, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(line.left, middle), QPointF(line.xOf(checkpoint()), middle));
    painter.setPen(QPen(mutedText(), 1));
    for (const std::int64_t batch : m_snapshots) {
        const double x = line.xOf(batch);
        painter.drawLine(QPointF(x, middle + 3), QPointF(x, middle + 3 + tick));
    }
    if (m_best && *m_best <= m_last) {
        const double x = line.xOf(*m_best);
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().color(QPalette::WindowText));
        painter.drawPolygon(QPolygonF({ { x - tick / 2, middle - 3 - tick },
            { x + tick / 2, middle - 3 - tick }, { x, middle - 3 } }));
    }
    painter.setPen(QPen(strong, 2));
    painter.setBrush(isPast ? strong : palette().color(QPalette::Base));
    painter.drawEllipse(QPointF(line.xOf(checkpoint()), middle), kKnob, kKnob);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(strong, 1, Qt::DotLine));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
}

void TimeScrubber::choose(std::int64_t batch, bool isFinal)
{
    if (m_snapshots.empty())
        return;
    setCheckpoint(batch);
    Q_EMIT checkpointChosen(batch, isFinal);
}

void TimeScrubber::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(scale().batchAt(event->position().x()), false);
}

void TimeScrubber::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        choose(scale().batchAt(event->position().x()), false);
}

void TimeScrubber::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(scale().batchAt(event->position().x()), true);
}

/// Arrows go from snapshot to snapshot, with Ctrl from batch to batch.
void TimeScrubber::keyPressEvent(QKeyEvent *event)
{
    const bool single = event->modifiers() & Qt::ControlModifier;
    const auto go = [&](int steps) {
        const std::int64_t near = std::clamp<std::int64_t>(checkpoint() + steps, 0, m_last);
        choose(single ? near : neighbour(m_snapshots, checkpoint(), steps).value_or(near), true);
    };
    constexpr int kPage = 5;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
        return go(-1);
    case Qt::Key_Right:
    case Qt::Key_Up:
        return go(1);
    case Qt::Key_PageDown:
        return go(-kPage);
    case Qt::Key_PageUp:
        return go(kPage);
    case Qt::Key_Home:
        return choose(0, true);
    case Qt::Key_End:
        return choose(m_last, true);
    default:
        QWidget::keyPressEvent(event);
    }
}

bool TimeScrubber::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString batch
            = QLocale().toString(qlonglong(scale().batchAt(double(help->pos().x()))));
        QToolTip::showText(help->globalPos(),
            m_snapshots.empty()
                ? tr("Snapshots of the weights appear here as the run goes on")
                : tr("Batch %1. Drag to see the network as it was then; ticks are snapshots, the "
                     "triangle is the epoch with the lowest validation loss. Arrow keys go from "
                     "tick to tick.")
                      .arg(batch),
            this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace convscope
