// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preflight/check_plot_view.h"
#include "ui/kit/theme.h"
#include <QLocale>
#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr double kMin = 1e-12; // of what has a logarithm

double scaled(double value, bool isLog)
{
    return isLog ? std::log10(std::max(kMin, value)) : value;
}

QString shown(double value)
{
    return QLocale().toString(value, 'g', 2);
}

QString described(const CheckPlot &picture)
{
    QStringList texts;
    for (const CheckPlot::Bar &bar : picture.bars)
        texts << QStringLiteral("%1: %2").arg(QString::fromStdString(bar.name), shown(bar.value));
    if (!picture.curve.empty())
        texts << CheckPlotView::tr("from %1 at %2 to %3 at %4")
                     .arg(shown(picture.curve.front().y), shown(picture.curve.front().x),
                         shown(picture.curve.back().y), shown(picture.curve.back().x));
    return texts.join(QStringLiteral("\n"));
}

} // namespace

CheckPlotView::CheckPlotView(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void CheckPlotView::setImage(const CheckPlot &picture)
{
    m_picture = picture;
    std::vector<double> values;
    for (const CheckPlot::Bar &bar : picture.bars)
        values.push_back(scaled(bar.value, picture.logY));
    for (const CurvePoint &point : picture.curve)
        values.push_back(scaled(point.y, picture.logY));
    if (picture.limitY)
        values.push_back(scaled(*picture.limitY, picture.logY));
    if (!values.empty()) {
        const auto [least, most] = std::ranges::minmax(values);
        const double air = picture.logY ? 0.3 : 0.1 * (most - least);
        m_low = picture.bars.empty() || picture.logY ? least - air : 0; // bars stand on zero
        m_high = most + 0.05 * (most - m_low);
    }
    const QString text = described(picture);
    setAccessibleDescription(text);
    setToolTip(text);
    update();
}

QSize CheckPlotView::sizeHint() const
{
    const int line = fontMetrics().height();
    return { line * 11, line * 4 };
}

double CheckPlotView::shareY(double y) const
{
    return m_high > m_low ? (scaled(y, m_picture.logY) - m_low) / (m_high - m_low) : 0;
}

void CheckPlotView::paintEvent(QPaintEvent *)
{
    if (m_picture.bars.empty() && m_picture.curve.empty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    painter.setFont(small);
    const QRectF frame
        = QRectF(rect()).adjusted(2, 2, -2, -double(painter.fontMetrics().height()) - 2);
    painter.fillRect(frame, surfaceColour());
    m_picture.curve.empty() ? paintBars(painter, frame) : paintCurve(painter, frame);
    if (m_picture.limitY) {
        const double y = frame.bottom() - frame.height() * shareY(*m_picture.limitY);
        painter.setPen(QPen(palette().color(QPalette::WindowText), 1, Qt::DashLine));
        painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y));
    }
    painter.setPen(lineColour());
    painter.drawLine(frame.bottomLeft(), frame.bottomRight());
}

/// Names below the bars where there is room for them; the tooltip has them all.
void CheckPlotView::paintBars(QPainter &painter, const QRectF &frame) const
{
    constexpr std::size_t kMaxNamed = 2;
    const double width = frame.width() / double(m_picture.bars.size());
    for (std::size_t i = 0; i < m_picture.bars.size(); ++i) {
        const CheckPlot::Bar &bar = m_picture.bars[i];
        const double left = frame.left() + width * double(i),
                     height = frame.height() * std::clamp(shareY(bar.value), 0.0, 1.0);
        painter.fillRect(QRectF(left + width * 0.15, frame.bottom() - height, width * 0.7, height),
            accentColour());
        if (m_picture.bars.size() > kMaxNamed)
            continue;
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRectF(left, frame.bottom() + 1, width, double(height) + 40),
            Qt::AlignHCenter | Qt::AlignTop, QString::fromStdString(bar.name));
    }
}

void CheckPlotView::paintCurve(QPainter &painter, const QRectF &frame) const
{
    const double first = scaled(m_picture.curve.front().x, m_picture.logX),
                 last = scaled(m_picture.curve.back().x, m_picture.logX);
    const auto place = [&](double x) {
        const double share
            = last > first ? (scaled(x, m_picture.logX) - first) / (last - first) : 0;
        return frame.left() + frame.width() * share;
    };
    QPolygonF line;
    for (const CurvePoint &point : m_picture.curve)
        line << QPointF(place(point.x),
            frame.bottom() - frame.height() * std::clamp(shareY(point.y), 0.0, 1.0));
    if (m_picture.markX) {
        painter.setPen(QPen(palette().color(QPalette::WindowText), 1, Qt::DashLine));
        const double x = place(*m_picture.markX);
        painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()));
    }
    painter.setPen(QPen(accentColour(), 1.6));
    painter.drawPolyline(line);
    painter.setPen(palette().color(QPalette::WindowText));
    const QRectF below(
        frame.left(), frame.bottom() + 1, frame.width(), double(rect().bottom()) - frame.bottom());
    painter.drawText(below, Qt::AlignLeft, shown(m_picture.curve.front().x));
    painter.drawText(below, Qt::AlignRight, shown(m_picture.curve.back().x));
}

} // namespace convscope
