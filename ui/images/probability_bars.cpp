// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/probability_bars.h"
#include "ui/kit/elided_text.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/theme.h"
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace convscope {

ProbabilityBars::ProbabilityBars(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("probabilityBars"));
    setToolTip(tr("How sure the network is of each class; the shares add up to 100 % (softmax)"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    clear();
}

void ProbabilityBars::setProbabilities(
    const std::vector<float> &probabilities, const QStringList &classes)
{
    m_bars.clear();
    for (std::size_t k = 0; k < probabilities.size(); ++k)
        m_bars.push_back({ classes.value(static_cast<qsizetype>(k)), double(probabilities[k]) });
    std::ranges::stable_sort(m_bars, std::greater<>(), &Bar::probability);
    m_others = m_most < kMax ? 0 : std::max(0, static_cast<int>(m_bars.size()) - m_most);
    m_bars.resize(std::min(m_bars.size(), std::size_t(m_most)));
    QStringList text;
    for (const Bar &bar : m_bars)
        text << tr("%1: %2").arg(bar.name, probabilityText(bar.probability));
    setAccessibleName(tr("Class probabilities"));
    setAccessibleDescription(text.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

void ProbabilityBars::clear()
{
    setProbabilities({}, {});
}

int ProbabilityBars::rowHeight() const
{
    return fontMetrics().height() * 7 / 4;
}

QSize ProbabilityBars::sizeHint() const
{
    return { fontMetrics().averageCharWidth() * 34,
        rowHeight() * (static_cast<int>(m_bars.size()) + (m_others > 0)) };
}

QSize ProbabilityBars::minimumSizeHint() const
{
    return { fontMetrics().averageCharWidth() * 20, sizeHint().height() };
}

/// As the first row is painted, which must not be cut.
QFontMetrics ProbabilityBars::boldMetrics() const
{
    QFont bold = font();
    bold.setBold(true);
    return QFontMetrics(bold);
}

/// As wide as the widest name, if that leaves room for the bars.
int ProbabilityBars::nameWidth() const
{
    const QFontMetrics metrics = boldMetrics();
    int width = 0;
    for (const Bar &bar : m_bars)
        width = std::max(width, metrics.horizontalAdvance(bar.name));
    return std::min(width, this->width() * 2 / 5);
}

QStringList ProbabilityBars::shownNames() const
{
    QStringList names;
    for (const Bar &bar : m_bars)
        names << elidedName(boldMetrics(), bar.name, nameWidth());
    return names;
}

bool ProbabilityBars::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QString text = toolTip();
    const auto row = std::size_t(std::max(0, help->pos().y()) / rowHeight());
    if (row < m_bars.size())
        text.prepend(tr("%1: %2").arg(m_bars[row].name, probabilityText(m_bars[row].probability))
            + QLatin1Char('\n'));
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

void ProbabilityBars::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font = painter.font();
    const QFontMetrics bold = boldMetrics();
    const int gap = bold.averageCharWidth();
    const int names = nameWidth();
    const QStringList shown = shownNames();
    const int left = names + gap;
    const int room = width() - left - bold.horizontalAdvance(widestShareText()) - gap;
    for (int i = 0; i < static_cast<int>(m_bars.size()); ++i) {
        const Bar &bar = m_bars[std::size_t(i)];
        const QRect row(0, i * rowHeight(), width(), rowHeight());
        font.setBold(i == 0);
        painter.setFont(font);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRect(0, row.top(), names, row.height()),
            Qt::AlignVCenter | Qt::AlignRight | Qt::TextDontClip, shown[i]);
        painter.drawText(row, Qt::AlignVCenter | Qt::AlignRight, probabilityText(bar.probability));
        const QRectF track(left, row.top() + row.height() * 0.24, room, row.height() * 0.52);
        painter.setPen(Qt::NoPen);
        painter.setBrush(bandColour());
        painter.drawRoundedRect(track, 3, 3);
        painter.setBrush(i == 0 ? accentColour() : mutedText());
        const QRectF filled(track.topLeft(),
            QSizeF(std::max(1.0, track.width() * bar.probability), track.height()));
        painter.drawRoundedRect(filled, 3, 3);
    }
    if (m_others > 0) {
        painter.setPen(mutedText());
        painter.drawText(QRect(left, m_most * rowHeight(), room, rowHeight()), Qt::AlignVCenter,
            tr("and %n less probable", nullptr, m_others));
    }
}

} // namespace convscope
