// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/data/excluded_row.h"
#include "ui/data/exclusions_page.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace convscope {

namespace {

QToolButton *makeLink(const QString &text, const QString &toolTip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(toolTip);
    return button;
}

} // namespace

ExcludedRow::ExcludedRow(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
{
    m_text->setObjectName(QStringLiteral("leftOutText"));
    m_text->setWordWrap(true);
    auto *show = makeLink(tr("Show"), tr("List what is excluded"), this);
    connect(show, &QToolButton::clicked, this, &ExcludedRow::showRequested);
    auto *undo = makeLink(tr("Use all"), tr("Nothing is excluded any more"), this);
    undo->setObjectName(QStringLiteral("takeAllBack"));
    connect(undo, &QToolButton::clicked, this, &ExcludedRow::takeAllBackRequested);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_text, 1);
    row->addWidget(show);
    row->addWidget(undo);
    hide();
}

void ExcludedRow::setExcluded(const Exclusions &excluded)
{
    m_text->setText(excludedText(excluded));
    setVisible(excluded.any());
}

} // namespace convscope
