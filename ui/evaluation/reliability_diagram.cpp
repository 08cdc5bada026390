// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/reliability_diagram.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/theme.h"
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace convscope {

namespace {

constexpr double kBinWidth = 1.0 / double(kCalibrationBins);

} // namespace

ReliabilityDiagram::ReliabilityDiagram(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("reliabilityDiagram"));
    setAccessibleName(tr("Reliability diagram"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ReliabilityDiagram::setCalibration(const Calibration &calibration)
{
    m_calibration = calibration;
    QStringList text {
        tr("Expected calibration error %1").arg(shareText(calibration.expectedError))
    };
    for (std::size_t i = 0; i < kCalibrationBins; ++i)
        if (calibration.bins[i].images > 0)
            text << textOfBin(i);
    setAccessibleDescription(text.join(QStringLiteral(". ")));
    update();
}

QString ReliabilityDiagram::textOfBin(std::size_t bin) const
{
    const CalibrationBin &values = m_calibration.bins[bin];
    const QString range = tr("Probability %1 to %2")
                              .arg(shareTextTo(double(bin) * kBinWidth, 0),
                                  shareTextTo(double(bin + 1) * kBinWidth, 0));
    if (values.images == 0)
        return tr("%1: no images").arg(range);
    return tr("%1: images %2, right %3, mean probability %4")
        .arg(range, QLocale().toString(qulonglong(values.images)), shareText(values.accuracy),
            shareText(values.confidence));
}

QSize ReliabilityDiagram::sizeHint() const
{
    const int side = fontMetrics().height() * 14;
    return { side, side };
}

QSize ReliabilityDiagram::minimumSizeHint() const
{
    const int side = fontMetrics().height() * 9;
    return { side, side };
}

QRectF ReliabilityDiagram::frame() const
{
    const QFontMetrics metrics = fontMetrics();
    const QString widest = shareTextTo(1, 0);
    const double left = metrics.horizontalAdvance(widest) + metrics.averageCharWidth(),
                 right = metrics.horizontalAdvance(widest) / 2.0 + 1, line = metrics.height();
    const QRectF room = QRectF(rect()).adjusted(left, line * 1.2, -right, -line * 2.4);
    const double side = std::min(room.width(), room.height() * 1.6);
    return { room.left(), room.top(), side, std::min(room.height(), side) };
}

void ReliabilityDiagram::paintAxes(QPainter &painter, const QRectF &frame) const
{
    const double line = fontMetrics().height();
    for (int tick = 0; tick <= 10; tick += 2) {
        const double share = tick / 10.0;
        const double x = frame.left() + share * frame.width(),
                     y = frame.bottom() - share * frame.height();
        painter.setPen(lineColour());
        painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y));
        painter.setPen(mutedText());
        painter.drawText(
            QRectF(0, y - line / 2, frame.left() - fontMetrics().averageCharWidth() / 2.0, line),
            Qt::AlignRight | Qt::AlignVCenter, shareTextTo(share, 0));
        if (tick == 0)
            continue; // the other axis says it
        const double wide = fontMetrics().horizontalAdvance(shareTextTo(1, 0)) + 2;
        painter.drawText(QRectF(x - wide / 2, frame.bottom() + 2, wide, line),
            Qt::AlignHCenter | Qt::AlignTop, shareTextTo(share, 0));
    }
    painter.drawText(QRectF(frame.left(), frame.bottom() + 2 + line, frame.width(), line * 1.3),
        Qt::AlignCenter, tr("probability of the predicted class"));
    painter.setPen(QPen(mutedText(), 1, Qt::DashLine));
    painter.drawLine(frame.bottomLeft(), frame.topRight());
}

void ReliabilityDiagram::paintBins(QPainter &painter, const QRectF &frame) const
{
    const SeriesColours colours = seriesColours();
    QColor bar = colours.training;
    bar.setAlphaF(0.6F);
    const double width = frame.width() * kBinWidth, line = fontMetrics().height();
    for (std::size_t i = 0; i < kCalibrationBins; ++i) {
        const CalibrationBin &bin = m_calibration.bins[i];
        if (bin.images == 0)
            continue;
        const double left = frame.left() + double(i) * width;
        const double top = frame.bottom() - bin.accuracy * frame.height(),
                     sure = frame.bottom() - bin.confidence * frame.height();
        painter.fillRect(QRectF(left + 1.5, top, width - 3, frame.bottom() - top), bar);
        painter.setPen(QPen(colours.validation, 2.5));
        painter.drawLine(QPointF(left + 2.5, sure), QPointF(left + width - 2.5, sure));
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRectF(left - width, std::min(top, sure) - line - 1, width * 3, line),
            Qt::AlignCenter, QLocale().toString(qulonglong(bin.images)));
    }
}

void ReliabilityDiagram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF inside = frame();
    painter.fillRect(inside, surfaceColour());
    paintAxes(painter, inside);
    paintBins(painter, inside);
}

bool ReliabilityDiagram::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QRectF inside = frame();
    const double place = (help->pos().x() - inside.left()) / inside.width();
    if (place >= 0 && place < 1)
        QToolTip::showText(
            help->globalPos(), textOfBin(std::size_t(place * double(kCalibrationBins))), this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace convscope
