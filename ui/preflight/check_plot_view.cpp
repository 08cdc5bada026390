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

constexpr double kMin = 1e-12; // the least value that a logarithm is taken of

double scaled(double value, bool isLog)
{
    return isLog ? std::log10(std::max(kMin, value)) : value;
}

QString shown(double value)
{
    return QLocale().toString(value, 'g', 2);
}

QString described(const CheckPlot &image)
{
    QStringList texts;
    for (const CheckPlot::Bar &bar : image.bars)
        texts << QStringLiteral("%1: %2").arg(QString::fromStdString(bar.name), shown(bar.value));
    if (!image.curve.empty())
        texts << CheckPlotView::tr("from %1 at %2 to %3 at %4")
                     .arg(shown(image.curve.front().y), shown(image.curve.front().x),
                         shown(image.curve.back().y), shown(image.curve.back().x));
    return texts.join(QStringLiteral("\n"));
}

} // namespace

CheckPlotView::CheckPlotView(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void CheckPlotView::setImage(const CheckPlot &image)
{
    m_image = image;
    std::vector<double> values;
    for (const CheckPlot::Bar &bar : image.bars)
        values.push_back(scaled(bar.value, image.logY));
    for (const CurvePoint &point : image.curve)
        values.push_back(scaled(point.y, image.logY));
    if (image.limitY)
        values.push_back(scaled(*image.limitY, image.logY));
    if (!values.empty()) {
        const auto [least, most] = std::ranges::minmax(values);
        const double air = image.logY ? 0.3 : 0.1 * (most - least);
        m_low = image.bars.empty() || image.logY ? least - air : 0; // bars stand on zero
        m_high = most + 0.05 * (most - m_low);
    }
    const QString text = described(image);
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
    return m_high > m_low ? (scaled(y, m_image.logY) - m_low) / (m_high - m_low) : 0;
}

void CheckPlotView::paintEvent(QPaintEvent *)
{
    if (m_image.bars.empty() && m_image.curve.empty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    painter.setFont(small);
    const QRectF frame
        = QRectF(rect()).adjusted(2, 2, -2, -double(painter.fontMetrics().height()) - 2);
    painter.fillRect(frame, surfaceColour());
    m_image.curve.empty() ? paintBars(painter, frame) : paintCurve(painter, frame);
    if (m_image.limitY) {
        const double y = frame.bottom() - frame.height() * shareY(*m_image.limitY);
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
    const double width = frame.width() / double(m_image.bars.size());
    for (std::size_t i = 0; i < m_image.bars.size(); ++i) {
        const CheckPlot::Bar &bar = m_image.bars[i];
        const double left = frame.left() + width * double(i),
                     height = frame.height() * std::clamp(shareY(bar.value), 0.0, 1.0);
        painter.fillRect(QRectF(left + width * 0.15, frame.bottom() - height, width * 0.7, height),
            accentColour());
        if (m_image.bars.size() > kMaxNamed)
            continue;
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRectF(left, frame.bottom() + 1, width, double(height) + 40),
            Qt::AlignHCenter | Qt::AlignTop, QString::fromStdString(bar.name));
    }
}

void CheckPlotView::paintCurve(QPainter &painter, const QRectF &frame) const
{
    const double first = scaled(m_image.curve.front().x, m_image.logX),
                 last = scaled(m_image.curve.back().x, m_image.logX);
    const auto place = [&](double x) {
        const double share = last > first ? (scaled(x, m_image.logX) - first) / (last - first) : 0;
        return frame.left() + frame.width() * share;
    };
    QPolygonF line;
    for (const CurvePoint &point : m_image.curve)
        line << QPointF(place(point.x),
            frame.bottom() - frame.height() * std::clamp(shareY(point.y), 0.0, 1.0));
    if (m_image.markX) {
        painter.setPen(QPen(palette().color(QPalette::WindowText), 1, Qt::DashLine));
        const double x = place(*m_image.markX);
        painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()));
    }
    painter.setPen(QPen(accentColour(), 1.6));
    painter.drawPolyline(line);
    painter.setPen(palette().color(QPalette::WindowText));
    const QRectF below(
        frame.left(), frame.bottom() + 1, frame.width(), double(rect().bottom()) - frame.bottom());
    painter.drawText(below, Qt::AlignLeft, shown(m_image.curve.front().x));
    painter.drawText(below, Qt::AlignRight, shown(m_image.curve.back().x));
}

} // namespace convscope
