// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/class_chart.h"
#include "ui/theme.h"
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace convscope {

ClassChart::ClassChart(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("classChart"));
    setAccessibleName(tr("Pictures of each class"));
}

void ClassChart::setCounts(std::vector<ClassCount> counts)
{
    m_counts = std::move(counts);
    QStringList texts;
    for (const ClassCount &count : m_counts)
        texts.append(textOf(count));
    setAccessibleDescription(texts.join(QStringLiteral("; ")));
    setFixedHeight(sizeHint().height());
    updateGeometry();
    update();
}

QString ClassChart::textOf(const ClassCount &count) const
{
    //: %1 a class's name, %2 a number of pictures
    return tr("%1: %2").arg(
        QString::fromStdString(count.name), locale().toString(qulonglong(count.count)));
}

int ClassChart::rowHeight() const
{
    return fontMetrics().height() + 4;
}

QSize ClassChart::sizeHint() const
{
    return { fontMetrics().averageCharWidth() * 28,
        rowHeight() * std::max(1, int(m_counts.size())) };
}

void ClassChart::paintEvent(QPaintEvent *)
{
    if (m_counts.empty())
        return;
    QPainter painter(this);
    const QFontMetrics metrics = fontMetrics();
    int nameWidth = 0;
    int numberWidth = 0;
    std::size_t most = 1;
    for (const ClassCount &count : m_counts) {
        nameWidth
            = std::max(nameWidth, metrics.horizontalAdvance(QString::fromStdString(count.name)));
        numberWidth = std::max(
            numberWidth, metrics.horizontalAdvance(locale().toString(qulonglong(count.count))));
        most = std::max(most, count.count);
    }
    const int gap = metrics.averageCharWidth();
    nameWidth = std::min(nameWidth, width() * 45 / 100);
    const int space = std::max(8, width() - nameWidth - numberWidth - 2 * gap);
    int y = 0;
    for (const ClassCount &count : m_counts) {
        const QRect row(0, y, width(), rowHeight());
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(row.adjusted(0, 0, nameWidth - width(), 0),
            Qt::AlignVCenter | Qt::AlignRight,
            metrics.elidedText(QString::fromStdString(count.name), Qt::ElideMiddle, nameWidth));
        const int length = std::max(
            count.count > 0 ? 1 : 0, int(double(space) * double(count.count) / double(most)));
        painter.fillRect(QRect(nameWidth + gap, y + 3, length, rowHeight() - 6), accentColour());
        painter.setPen(mutedText());
        painter.drawText(
            QRect(nameWidth + gap + length + gap / 2, y, numberWidth + gap, rowHeight()),
            Qt::AlignVCenter | Qt::AlignLeft, locale().toString(qulonglong(count.count)));
        y += rowHeight();
    }
}

bool ClassChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const auto row = std::size_t(std::max(0, help->pos().y() / rowHeight()));
    if (row < m_counts.size())
        QToolTip::showText(help->globalPos(), textOf(m_counts[row]), this);
    return true;
}

} // namespace convscope
