// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/schedule_curve.h"
#include "ui/kit/theme.h"
#include <QLocale>
#include <QPainter>
#include <QPolygonF>
#include <algorithm>

namespace convscope {

namespace {

constexpr std::int64_t kPoints = 240;

QString shown(double rate)
{
    return QLocale().toString(rate, 'g', 3);
}

} // namespace

ScheduleCurve::ScheduleCurve(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("scheduleCurve"));
    setAccessibleName(tr("Learning rate in the course of the run"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ScheduleCurve::setSchedule(
    const ScheduleOptions &options, double rate, std::int64_t batchesPerEpoch, int epochs)
{
    const std::int64_t each = std::max<std::int64_t>(1, batchesPerEpoch);
    const std::int64_t batches = each * epochs;
    const std::int64_t points = std::min(kPoints, batches);
    m_rates.clear();
    m_epochs = epochs;
    for (std::int64_t i = 0; i < points; ++i) {
        const std::int64_t batch = points == 1 ? 0 : i * (batches - 1) / (points - 1);
        m_rates.push_back(rate
            * rateFactor(options,
                { .batch = batch,
                    .batches = batches,
                    .epoch = int(batch / each) + 1,
                    .epochs = epochs }));
    }
    const double highest = *std::ranges::max_element(m_rates);
    const QString text = tr("begins at %1, at most %2, ends at %3 after epoch %4")
                             .arg(shown(m_rates.front()), shown(highest), shown(m_rates.back()),
                                 QLocale().toString(epochs));
    setAccessibleDescription(text);
    setToolTip(tr("Learning rate: %1").arg(text));
    update();
}

QSize ScheduleCurve::sizeHint() const
{
    const int line = fontMetrics().height();
    return { line * 9, line * 4 };
}

void ScheduleCurve::paintEvent(QPaintEvent *)
{
    if (m_rates.empty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    painter.setFont(small);
    const double line = painter.fontMetrics().height(),
                 highest = *std::ranges::max_element(m_rates);
    const QRectF frame = QRectF(rect()).adjusted(2, line + 2, -2, -line - 2);
    painter.fillRect(frame, surfaceColour());
    painter.setPen(lineColour());
    painter.drawLine(frame.bottomLeft(), frame.bottomRight());
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRectF(frame.left(), 0, frame.width(), line), Qt::AlignLeft, shown(highest));
    const QRectF below(frame.left(), frame.bottom() + 2, frame.width(), line);
    painter.drawText(below, Qt::AlignLeft, tr("epoch 1"));
    painter.drawText(below, Qt::AlignRight, QLocale().toString(m_epochs));
    QPolygonF curve;
    const double most = highest > 0 ? highest : 1;
    const double steps = std::max<double>(1, double(m_rates.size()) - 1);
    for (std::size_t i = 0; i < m_rates.size(); ++i)
        curve << QPointF(frame.left() + frame.width() * double(i) / steps,
            frame.bottom() - frame.height() * m_rates[i] / most);
    if (curve.size() == 1)
        curve << QPointF(frame.right(), curve.front().y());
    painter.setPen(QPen(accentColour(), 1.8));
    painter.drawPolyline(curve);
}

} // namespace convscope
