// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/class_chart.h"
#include "ui/kit/elided_text.h"
#include "ui/kit/theme.h"
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace convscope {

namespace {
constexpr int kLongestName = 45; // percent of the width
}

ClassChart::ClassChart(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("classChart"));
    setAccessibleName(tr("Images of each class"));
    setFocusPolicy(Qt::StrongFocus);
}

void ClassChart::setRows(std::vector<ClassRow> rows)
{
    m_rows = std::move(rows);
    if (m_chosen && *m_chosen >= int(m_rows.size()))
        m_chosen.reset();
    QStringList texts;
    for (const ClassRow &row : m_rows)
        texts.append(textOf(row));
    setAccessibleDescription(texts.join(QStringLiteral("; ")));
    setFixedHeight(sizeHint().height());
    updateGeometry();
    update();
}

std::vector<ClassCount> ClassChart::counts() const
{
    std::vector<ClassCount> counts;
    for (const ClassRow &row : m_rows)
        counts.push_back({ row.name.toStdString(), row.total() });
    return counts;
}

void ClassChart::choose(std::optional<int> row)
{
    if (row && (*row < 0 || *row >= int(m_rows.size())))
        row.reset();
    if (row == m_chosen)
        return;
    m_chosen = row;
    update();
    Q_EMIT chosenChanged();
}

QString ClassChart::textOf(const ClassRow &row) const
{
    if (row.isExcluded)
        return tr("%1: excluded").arg(row.name);
    //: %1 a class's name, %2 a number of images
    QString text = tr("%1: %2").arg(row.name, locale().toString(qulonglong(row.total())));
    if (row.splits[1] + row.splits[2] > 0)
        text += tr(" (%1 training, %2 validation, %3 test)")
                    .arg(locale().toString(qulonglong(row.splits[0])),
                        locale().toString(qulonglong(row.splits[1])),
                        locale().toString(qulonglong(row.splits[2])));
    return text;
}

int ClassChart::rowHeight() const
{
    return fontMetrics().height() + 4;
}

QRect ClassChart::rowRect(int row) const
{
    return { 0, row * rowHeight(), width(), rowHeight() };
}

int ClassChart::rowAt(const QPoint &position) const
{
    const int row = position.y() < 0 ? -1 : position.y() / rowHeight();
    return row < int(m_rows.size()) ? row : -1;
}

QSize ClassChart::sizeHint() const
{
    return { fontMetrics().averageCharWidth() * 28, rowHeight() * std::max(1, int(m_rows.size())) };
}

void ClassChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    int nameWidth = 0;
    int numberWidth = fontMetrics().horizontalAdvance(QStringLiteral("0"));
    std::size_t most = 1;
    for (const ClassRow &row : m_rows) {
        nameWidth = std::max(nameWidth, fontMetrics().horizontalAdvance(row.name));
        numberWidth = std::max(numberWidth,
            fontMetrics().horizontalAdvance(locale().toString(qulonglong(row.total()))));
        most = std::max(most, row.total());
    }
    const int gap = fontMetrics().averageCharWidth();
    nameWidth = std::min(nameWidth + gap, width() * kLongestName / 100);
    for (int row = 0; row < int(m_rows.size()); ++row)
        paintRow(painter, row, nameWidth, numberWidth, most);
    if (hasFocus() && !m_rows.empty()) {
        painter.setPen(accentColour());
        painter.drawRect(rowRect(m_chosen.value_or(0)).adjusted(0, 0, -1, -1));
    }
}

void ClassChart::paintRow(
    QPainter &painter, int number, int nameWidth, int numberWidth, std::size_t most)
{
    const ClassRow &row = m_rows[std::size_t(number)];
    const QRect room = rowRect(number);
    const int gap = fontMetrics().averageCharWidth();
    if (m_chosen == number) {
        QColor fill = accentColour();
        fill.setAlphaF(0.18F);
        painter.fillRect(room, fill);
    }
    QFont font = this->font();
    font.setStrikeOut(row.isExcluded);
    painter.setFont(font);
    painter.setPen(row.isExcluded ? mutedText() : palette().color(QPalette::WindowText));
    painter.drawText(room.adjusted(gap / 2, 0, nameWidth - room.width(), 0),
        Qt::AlignVCenter | Qt::AlignRight,
        elidedName(fontMetrics(), row.name, nameWidth - gap / 2));
    painter.setFont(this->font());
    painter.setPen(mutedText());
    const int left = nameWidth + gap;
    if (row.isExcluded) {
        painter.drawText(room.adjusted(left, 0, 0, 0), Qt::AlignVCenter, tr("excluded"));
        return;
    }
    const int space = std::max(8, width() - left - numberWidth - 2 * gap);
    const int length = std::max(
        row.total() > 0 ? 1 : 0, int(double(space) * double(row.total()) / double(most)));
    paintBar(painter, row, { left, room.top() + 3, length, room.height() - 6 });
    painter.setPen(mutedText());
    painter.drawText(QRect(left + length + gap / 2, room.top(), numberWidth + gap, room.height()),
        Qt::AlignVCenter | Qt::AlignLeft, locale().toString(qulonglong(row.total())));
}

void ClassChart::paintBar(QPainter &painter, const ClassRow &row, const QRect &bar) const
{
    const QColor strong = accentColour();
    QColor pale = strong;
    pale.setAlphaF(0.5F);
    const auto endOf = [&](std::size_t images) {
        return bar.left()
            + int(double(bar.width()) * double(images)
                / double(std::max<std::size_t>(1, row.total())));
    };
    const int training = endOf(row.splits[0]);
    const int validation = endOf(row.splits[0] + row.splits[1]);
    painter.fillRect(
        QRect(QPoint(bar.left(), bar.top()), QPoint(training - 1, bar.bottom())), strong);
    painter.fillRect(
        QRect(QPoint(training, bar.top()), QPoint(validation - 1, bar.bottom())), pale);
    if (row.splits[2] > 0) {
        painter.setPen(strong);
        painter.drawRect(
            QRect(QPoint(validation, bar.top()), QPoint(bar.right(), bar.bottom() - 1)));
    }
}

void ClassChart::mousePressEvent(QMouseEvent *event)
{
    const int row = rowAt(event->position().toPoint());
    if (row < 0)
        return;
    // The right button opens a menu on the class under it, and must not unchoose it.
    const bool again = event->button() == Qt::LeftButton && m_chosen == row;
    choose(again ? std::nullopt : std::optional(row));
}

void ClassChart::keyPressEvent(QKeyEvent *event)
{
    const int last = int(m_rows.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Down:
        choose(std::min(last, m_chosen.value_or(-1) + 1));
        break;
    case Qt::Key_Up:
        choose(std::max(0, m_chosen.value_or(last + 1) - 1));
        break;
    case Qt::Key_Home:
        choose(0);
        break;
    case Qt::Key_End:
        choose(last);
        break;
    case Qt::Key_Escape:
        choose(std::nullopt);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool ClassChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int row = rowAt(help->pos());
    if (row >= 0)
        QToolTip::showText(help->globalPos(), textOf(m_rows[std::size_t(row)]), this);
    return true;
}

} // namespace convscope
