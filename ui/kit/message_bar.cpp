// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/message_bar.h"
#include "ui/kit/theme.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace convscope {

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent)
    , m_sign(new QLabel(this))
    , m_label(new QLabel(this))
    , m_action(new QPushButton(this))
{
    setObjectName(QStringLiteral("messageBar"));
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *close = new QToolButton(this);
    close->setIcon(style()->standardIcon(QStyle::SP_TitleBarCloseButton));
    close->setAutoRaise(true);
    close->setToolTip(tr("Put this message away"));
    close->setAccessibleName(tr("Close the message"));
    connect(close, &QToolButton::clicked, this, [this] {
        clear();
        Q_EMIT dismissed();
    });
    m_action->setObjectName(QStringLiteral("messageAction"));
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_sign, 0, Qt::AlignTop);
    layout->addWidget(m_label, 1);
    layout->addWidget(m_action, 0, Qt::AlignTop);
    layout->addWidget(close, 0, Qt::AlignTop);
    hide();
}

void MessageBar::showError(const QString &sentence)
{
    show(sentence, QStringLiteral("⚠"), errorColour());
}

void MessageBar::showNote(const QString &sentence)
{
    show(sentence, QStringLiteral("ℹ"), accentColour());
}

void MessageBar::offer(
    const QString &sentence, const QString &action, const std::function<void()> &act, bool isError)
{
    isError ? showError(sentence) : showNote(sentence);
    m_action->setText(action);
    m_action->show();
    connect(m_action, &QPushButton::clicked, this, [this, act] {
        clear();
        act();
    });
}

void MessageBar::show(const QString &sentence, const QString &sign, const QColor &edge)
{
    m_action->hide();
    m_action->disconnect(this); // its action belonged to the message before
    m_sign->setText(sign);
    m_label->setText(sentence);
    setAccessibleName(sentence);
    setStyleSheet(
        QStringLiteral("convscope--MessageBar { border: 1px solid %1; border-left: 4px solid %1; "
                       "background: palette(base); }")
            .arg(edge.name()));
    QFrame::show();
}

void MessageBar::clear()
{
    m_label->clear();
    hide();
}

QString MessageBar::text() const
{
    return m_label->text();
}

} // namespace convscope
