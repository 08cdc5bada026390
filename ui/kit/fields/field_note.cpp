// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/fields/field_note.h"
#include "ui/kit/theme.h"
#include <QAbstractScrollArea>
#include <QEvent>
#include <algorithm>

namespace convscope {

namespace {

/// The widget that scrolls with `field`, or else the window.
QWidget *hostOf(QWidget &field)
{
    QWidget *host = field.parentWidget() ? field.parentWidget() : &field;
    while (!host->isWindow()) {
        const auto *area = qobject_cast<QAbstractScrollArea *>(
            host->parentWidget()->parentWidget()); // a viewport lies between
        if (area && area->viewport() == host->parentWidget())
            break;
        host = host->parentWidget();
    }
    return host;
}

} // namespace

FieldNote::FieldNote(QWidget &field)
    : QLabel(hostOf(field))
    , m_field(field)
{
    setObjectName(QStringLiteral("fieldNote"));
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    setFocusPolicy(Qt::NoFocus);
    hide();
    connect(&field, &QObject::destroyed, this, &QObject::deleteLater);
    for (QWidget *part = &field; part != parentWidget(); part = part->parentWidget())
        part->installEventFilter(this);
}

void FieldNote::say(const QString &sentence)
{
    setText(sentence);
    setAccessibleName(sentence);
    setStyleSheet(QStringLiteral("border: 1px solid %1; border-left: 4px solid %1; "
                                 "background: palette(base); color: palette(text); padding: 3px;")
                      .arg(errorColour().name()));
    place();
    setVisible(!sentence.isEmpty() && m_field.isVisible());
    raise();
}

/// Below the field; above it where there is no room below.
void FieldNote::place()
{
    constexpr int kLetters = 44, kGap = 2;
    const QSize room = parentWidget()->size();
    const int wide = std::min(fontMetrics().averageCharWidth() * kLetters, room.width());
    const int high = heightForWidth(wide);
    const QPoint below = m_field.mapTo(parentWidget(), QPoint(0, m_field.height() + kGap));
    const int above = below.y() - m_field.height() - 2 * kGap - high;
    setGeometry(std::clamp(below.x(), 0, std::max(0, room.width() - wide)),
        below.y() + high <= room.height() || above < 0 ? below.y() : above, wide, high);
}

bool FieldNote::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Move:
    case QEvent::Resize:
        place();
        break;
    case QEvent::Show:
    case QEvent::Hide:
        setVisible(event->type() == QEvent::Show && !text().isEmpty() && m_field.isVisible());
        place();
        break;
    default:
        break;
    }
    return QLabel::eventFilter(watched, event);
}

} // namespace convscope
