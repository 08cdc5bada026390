// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/images/captioned_pair.h"
#include "ui/images/image_view.h"
#include <QGridLayout>
#include <QLabel>

namespace convscope {

CaptionedPair::CaptionedPair(
    const QString &leftCaption, const QString &rightCaption, QWidget *parent)
    : QWidget(parent)
    , m_left(new ImageView(this))
    , m_right(new ImageView(this))
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_left, 0, 0);
    layout->addWidget(m_right, 0, 1);
    const auto caption = [&](const QString &text, int column) {
        auto *label = new QLabel(text, this);
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setForegroundRole(QPalette::PlaceholderText);
        layout->addWidget(label, 1, column);
    };
    caption(leftCaption, 0);
    caption(rightCaption, 1);
}

} // namespace convscope
