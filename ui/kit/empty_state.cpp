// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/empty_state.h"
#include <QLabel>
#include <QVBoxLayout>

namespace convscope {

EmptyState::EmptyState(const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent)
{
    auto *heading = new QLabel(title, this);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    heading->setFont(font);
    heading->setAlignment(Qt::AlignCenter);
    heading->setWordWrap(true);
    auto *body = new QLabel(text, this);
    body->setAlignment(Qt::AlignCenter);
    body->setWordWrap(true);
    body->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(heading);
    layout->addSpacing(fontMetrics().height() / 2);
    layout->addWidget(body);
    layout->addStretch(3);
}

} // namespace convscope
