// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/answer_chart.h"
#include "ui/kit/elided_text.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/theme.h"
#include "ui/predict/adjustment_text.h"
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace convscope {

namespace {

/// Colour and dashes both tell the lines apart.
QPen penOf(std::size_t place)
{
    constexpr std::array<Qt::PenStyle, AnswerChart::kLines> kStyles { Qt::SolidLine, Qt::DashLine,
        Qt::DotLine, Qt::DashDotLine };
    const QColor colour = place == 0 ? accentColour() : overlayColour(int(place) - 1);
    return { colour, place == 0 ? 2.2 : 1.8, kStyles[place % kStyles.size()] };
}

} // namespace

AnswerChart::AnswerChart(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("answerChart"));
    setAccessibleName(tr("Probabilities over the setting"));
    setToolTip(tr("How sure the network would be of each class at every position of the slider; "
                  "the upright line is where it stands"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void AnswerChart::setCurve(std::shared_ptr<const AnswerCurve> curve, const QStringList &classes)
{
    m_curve = std::move(curve);
    m_classes = classes;
    if (m_curve)
        m_present = m_curve->settings[m_curve->present];
    chooseLines();
    setAccessibleDescription(
        m_curve ? textAt(m_present) + QStringLiteral(". ") + leaders() : QString());
    update();
}

void AnswerChart::setPresent(double setting)
{
    m_present = setting;
    chooseLines();
    update();
}

void AnswerChart::chooseLines()
{
    m_drawn.clear();
    if (!m_curve)
        return;
    const std::size_t classes = m_curve->probabilities.front().size();
    std::vector<float> highest(classes, 0);
    for (const auto &answer : m_curve->probabilities)
        for (std::size_t c = 0; c < classes; ++c)
            highest[c] = std::max(highest[c], answer[c]);
    m_drawn.resize(classes);
    std::iota(m_drawn.begin(), m_drawn.end(), std::size_t(0));
    std::ranges::stable_sort(m_drawn, std::greater<>(), [&](std::size_t c) { return highest[c]; });
    m_drawn.resize(std::min(classes, std::size_t(kLines)));
}

double AnswerChart::probabilityAt(std::size_t classIndex, double setting) const
{
    const auto &settings = m_curve->settings;
    const auto after = std::size_t(std::ranges::lower_bound(settings, setting) - settings.begin());
    if (after == settings.size())
        return double(m_curve->probabilities.back()[classIndex]);
    const auto above = double(m_curve->probabilities[after][classIndex]);
    if (after == 0 || settings[after] == setting)
        return above;
    const double part = (setting - settings[after - 1]) / (settings[after] - settings[after - 1]);
    return std::lerp(double(m_curve->probabilities[after - 1][classIndex]), above, part);
}

QString AnswerChart::textAt(double setting) const
{
    if (!m_curve)
        return {};
    const AdjustmentText text = adjustmentText(m_curve->kind);
    std::vector<std::size_t> order = m_drawn;
    std::ranges::stable_sort(
        order, std::greater<>(), [&](std::size_t c) { return probabilityAt(c, setting); });
    QStringList answers;
    for (const std::size_t c : order)
        answers << m_classes.value(qsizetype(c)) + QLatin1Char(' ')
                + probabilityText(probabilityAt(c, setting));
    return tr("%1 %2: %3").arg(text.title, text.shown(setting), answers.join(QStringLiteral(", ")));
}

/// "Leading: 4 up to −30°, 7 up to +45°, 2 up to +180°"
QString AnswerChart::leaders() const
{
    const AdjustmentText text = adjustmentText(m_curve->kind);
    const auto leader = [&](std::size_t i) {
        const auto &answer = m_curve->probabilities[i];
        return std::ranges::max_element(answer) - answer.begin();
    };
    QStringList parts;
    for (std::size_t i = 0; i < m_curve->settings.size(); ++i)
        if (i + 1 == m_curve->settings.size() || leader(i + 1) != leader(i))
            parts << tr("%1 up to %2")
                         .arg(m_classes.value(leader(i)), text.shown(m_curve->settings[i]));
    return tr("Leading: %1").arg(parts.join(QStringLiteral(", ")));
}

QSize AnswerChart::sizeHint() const
{
    const int line = fontMetrics().height();
    return { line * 14, line * (8 + kLines) };
}

QSize AnswerChart::minimumSizeHint() const
{
    return { fontMetrics().height() * 9, sizeHint().height() };
}

QRectF AnswerChart::plot() const
{
    const int line = fontMetrics().height();
    const double left = fontMetrics().horizontalAdvance(QStringLiteral("100 %")) + 4;
    return { left, line * 0.5, width() - left - 2, line * 6.0 };
}

double AnswerChart::xOf(double setting) const
{
    const QRectF room = plot();
    const double low = m_curve->settings.front();
    const double high = m_curve->settings.back();
    return room.left() + room.width() * (setting - low) / (high - low);
}

void AnswerChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF room = plot();
    painter.fillRect(room, surfaceColour());
    painter.setPen(lineColour());
    painter.drawRect(room);
    const int line = fontMetrics().height();
    painter.setPen(mutedText());
    for (const int share : { 0, 50, 100 }) {
        const double y = room.bottom() - room.height() * share / 100;
        painter.drawText(QRectF(0, y - line / 2.0, room.left() - 4, line),
            Qt::AlignRight | Qt::AlignVCenter, QString::number(share) + QStringLiteral(" %"));
    }
    if (!m_curve) {
        painter.drawText(room, Qt::AlignCenter | Qt::TextWordWrap, tr("Computing…"));
        return;
    }
    const AdjustmentText text = adjustmentText(m_curve->kind);
    const QRectF below(room.left(), room.bottom() + 2, room.width(), line);
    painter.drawText(below, Qt::AlignLeft, text.shown(m_curve->settings.front()));
    painter.drawText(below, Qt::AlignRight, text.shown(m_curve->settings.back()));
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(
        below, Qt::AlignHCenter, text.title + QLatin1Char(' ') + text.shown(m_present));
    paintLines(painter, room);
    paintNames(painter);
}

void AnswerChart::paintLines(QPainter &painter, const QRectF &plot) const
{
    const double present = xOf(m_present);
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1));
    painter.drawLine(QPointF(present, plot.top()), QPointF(present, plot.bottom()));
    for (std::size_t place = m_drawn.size(); place-- > 0;) {
        const std::size_t c = m_drawn[place];
        QPolygonF points;
        for (std::size_t i = 0; i < m_curve->settings.size(); ++i)
            points << QPointF(xOf(m_curve->settings[i]),
                plot.bottom() - plot.height() * double(m_curve->probabilities[i][c]));
        painter.setPen(penOf(place));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(points);
        painter.setBrush(penOf(place).color());
        painter.setPen(QPen(surfaceColour(), 1));
        painter.drawEllipse(
            QPointF(present, plot.bottom() - plot.height() * probabilityAt(c, m_present)), 3.5,
            3.5);
    }
}

/// Rows of "―― name 98.2 %".
void AnswerChart::paintNames(QPainter &painter) const
{
    const int line = fontMetrics().height();
    const int top = int(plot().bottom()) + line * 5 / 4;
    for (std::size_t place = 0; place < m_drawn.size(); ++place) {
        const QRect row(0, top + int(place) * line, width() - 4, line);
        const int y = row.center().y();
        painter.setPen(penOf(place));
        painter.drawLine(row.left() + 1, y, row.left() + line * 2, y);
        const QString share = probabilityText(probabilityAt(m_drawn[place], m_present));
        const QRect words = row.adjusted(line * 5 / 2, 0, 0, 0);
        const int room = words.width() - fontMetrics().horizontalAdvance(share) - 4;
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
            elidedName(fontMetrics(), m_classes.value(qsizetype(m_drawn[place])), room));
        painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, share);
    }
}

bool AnswerChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !m_curve)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QRectF room = plot();
    const double low = m_curve->settings.front();
    const double part = (help->pos().x() - room.left()) / room.width();
    const bool isInside = part >= 0 && part <= 1 && help->pos().y() <= room.bottom();
    QToolTip::showText(help->globalPos(),
        isInside ? textAt(low + part * (m_curve->settings.back() - low)) : toolTip(), this);
    return true;
}

} // namespace convscope
