// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/fold.h"
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

Fold::Fold(const QString &title, const QString &tip, QWidget *content, bool open, QWidget *parent)
    : QWidget(parent)
    , m_button(new QToolButton(this))
    , m_content(content)
{
    m_button->setText(title);
    m_button->setToolTip(tip);
    m_button->setAccessibleName(title);
    m_button->setCheckable(true);
    m_button->setAutoRaise(true);
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    QFont bold = m_button->font();
    bold.setBold(true);
    m_button->setFont(bold);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_button);
    layout->addWidget(content);
    connect(m_button, &QToolButton::toggled, this, [this](bool isOpen) {
        m_button->setArrowType(isOpen ? Qt::DownArrow : Qt::RightArrow);
        m_content->setVisible(isOpen);
        Q_EMIT toggled(isOpen);
    });
    m_button->setArrowType(Qt::RightArrow);
    m_content->setVisible(false);
    m_button->setChecked(open);
}

bool Fold::isOpen() const
{
    return m_button->isChecked();
}

void Fold::setOpen(bool open)
{
    m_button->setChecked(open);
}

} // namespace convscope
