// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preparation/value_view.h"
#include "ui/images/map_pixmap.h"
#include "ui/kit/theme.h"
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <array>

namespace convscope {

namespace {

constexpr int kPlaneLines = 5; // heights of a line
constexpr int kHistogramLines = 3;

QString inShort(const QLocale &locale, double value)
{
    return locale.toString(value, 'g', 3);
}

/// Grey from the smallest to the largest value, or diverging around zero where both signs occur.
ColourScale scaleOf(std::span<const float> values)
{
    const ColourScale scale = scaleFor(values, false);
    return scale.kind == ColourScale::Kind::Diverging ? scale : scaleFor(values, true);
}

} // namespace

ValueView::ValueView(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ValueView::setValues(std::vector<float> values, const Shape &shape)
{
    m_values = std::move(values);
    m_shape = shape;
    m_planes.clear();
    m_scale = scaleOf(m_values);
    for (int c = 0; c < shape.c && !m_values.empty(); ++c)
        m_planes.push_back(
            mapImage(std::span(m_values).subspan(std::size_t(c) * shape.area(), shape.area()),
                shape.w, shape.h, m_scale));
    measure();
    setAccessibleDescription(m_values.empty()
            ? QString()
            : tr("Values from %1 to %2, mean %3")
                  .arg(inShort(locale(), m_least), inShort(locale(), m_most),
                      inShort(locale(), m_mean)));
    update();
}

void ValueView::measure()
{
    m_histogram.assign(kBins, 0);
    m_least = m_mean = m_most = 0;
    if (m_values.empty())
        return;
    const auto [least, most] = std::minmax_element(m_values.begin(), m_values.end());
    m_least = double(*least);
    m_most = double(*most);
    const double step = (m_most - m_least) / kBins;
    double sum = 0;
    for (const float value : m_values) {
        sum += double(value);
        const int bin = step > 0 ? int((double(value) - m_least) / step) : 0;
        ++m_histogram[std::size_t(std::clamp(bin, 0, kBins - 1))];
    }
    m_mean = sum / double(m_values.size());
}

QSize ValueView::sizeHint() const
{
    const int line = fontMetrics().height();
    return { line * 18, line * (kPlaneLines + kHistogramLines + 4) };
}

QSize ValueView::minimumSizeHint() const
{
    return { fontMetrics().height() * 10, sizeHint().height() };
}

QRect ValueView::planesRoom() const
{
    const int line = fontMetrics().height();
    const int top = m_shape.c > 1 ? line : 0; // the channels' names
    return { 0, top, width(), line * (kPlaneLines + 1) - top };
}

QRect ValueView::planeRect(int channel) const
{
    const QRect all = planesRoom();
    const int count = std::max(1, m_shape.c);
    const int left = all.width() * channel / count, gap = fontMetrics().height() / 4;
    const QRect room(left, all.top(), all.width() / count, all.height());
    QRect target(
        {}, QSize(m_shape.w, m_shape.h).scaled(room.size() - QSize(gap, gap), Qt::KeepAspectRatio));
    target.moveCenter(room.center());
    return target;
}

void ValueView::paintEvent(QPaintEvent *)
{
    if (m_values.empty())
        return;
    QPainter painter(this);
    const int line = fontMetrics().height();
    const std::array<QString, 3> names { tr("Red"), tr("Green"), tr("Blue") };
    for (int c = 0; c < int(m_planes.size()); ++c) {
        const QRect target = planeRect(c);
        painter.setRenderHint(QPainter::SmoothPixmapTransform, m_shape.w > target.width());
        painter.drawImage(target, m_planes[std::size_t(c)]);
        painter.setPen(lineColour());
        painter.drawRect(target.adjusted(-1, -1, 0, 0));
        if (m_shape.c == 3) {
            painter.setPen(mutedText());
            painter.drawText(QRect(width() * c / 3, 0, width() / 3, line), Qt::AlignCenter,
                names[std::size_t(c)]);
        }
    }
    const int top = planesRoom().bottom() + line / 2;
    const QRect histogram(1, top, width() - 2, line * kHistogramLines);
    paintHistogram(painter, histogram);
    paintScale(painter, { 1, histogram.bottom() + 1, width() - 2, line / 2 });
}

void ValueView::paintHistogram(QPainter &painter, const QRect &room) const
{
    painter.fillRect(room, surfaceColour());
    const std::size_t highest = *std::ranges::max_element(m_histogram);
    for (int i = 0; i < kBins; ++i) {
        const std::size_t count = m_histogram[std::size_t(i)];
        const int left = room.left() + room.width() * i / kBins;
        const int right = room.left() + room.width() * (i + 1) / kBins;
        const int high = int(double(room.height() - 2) * double(count) / double(highest));
        // A value that occurs at all can be seen.
        const int shownHigh = count > 0 ? std::max(1, high) : 0;
        painter.fillRect(
            QRect(left, room.bottom() + 1 - shownHigh, right - left, shownHigh), accentColour());
    }
    painter.setPen(lineColour());
    painter.drawRect(room.adjusted(0, 0, -1, -1));
}

void ValueView::paintScale(QPainter &painter, const QRect &bar) const
{
    for (int x = 0; x < bar.width(); ++x) {
        const double part = (x + 0.5) / bar.width();
        const Rgb colour = m_scale.colour(m_least + part * (m_most - m_least));
        painter.fillRect(
            bar.left() + x, bar.top(), 1, bar.height(), QColor(colour.r, colour.g, colour.b));
    }
    const int line = fontMetrics().height();
    const QRect below(bar.left(), bar.bottom() + 2, bar.width(), line);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(below, Qt::AlignLeft, inShort(locale(), m_least));
    painter.drawText(below, Qt::AlignRight, inShort(locale(), m_most));
    painter.drawText(below, Qt::AlignHCenter, tr("mean %1").arg(inShort(locale(), m_mean)));
}

QString ValueView::textAt(const QPoint &position) const
{
    for (int c = 0; c < int(m_planes.size()); ++c) {
        const QRect target = planeRect(c);
        if (!target.contains(position))
            continue;
        const int x = (position.x() - target.left()) * m_shape.w / target.width();
        const int y = (position.y() - target.top()) * m_shape.h / target.height();
        const std::size_t at = std::size_t(c) * m_shape.area()
            + std::size_t(y) * std::size_t(m_shape.w) + std::size_t(x);
        //: %1 and %2 are counted from 1; %3 is the number there
        return tr("row %1, column %2: %3")
            .arg(y + 1)
            .arg(x + 1)
            .arg(locale().toString(double(m_values[at]), 'g', 5));
    }
    return {};
}

bool ValueView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QString text = textAt(help->pos());
    QToolTip::showText(help->globalPos(), text.isEmpty() ? toolTip() : text, this);
    return true;
}

} // namespace convscope
