// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/flow_layout.h"
#include <QWidget>
#include <algorithm>

namespace convscope {

FlowLayout::FlowLayout(QWidget *parent)
    : QLayout(parent)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    for (const QLayoutItem *item : m_items)
        delete item;
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.push_back(item);
    invalidate();
}

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[std::size_t(index)] : nullptr;
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    QLayoutItem *item = itemAt(index);
    if (item)
        m_items.erase(m_items.begin() + index);
    return item;
}

int FlowLayout::heightForWidth(int width) const
{
    return layOut({ 0, 0, width, 0 }, false);
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem *item : m_items)
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    return size.grownBy(contentsMargins());
}

void FlowLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    layOut(rect, true);
}

int FlowLayout::layOut(const QRect &whole, bool move) const
{
    const QMargins around = contentsMargins();
    const QRect rect = whole.marginsRemoved(around);
    const int gap = std::max(0, spacing());
    int x = rect.left(), y = rect.top(), line = 0;
    for (QLayoutItem *item : m_items) {
        if (item->isEmpty()) // hidden
            continue;
        const QSize requested = item->sizeHint().boundedTo(
            { std::max(rect.width(), item->minimumSize().width()), QWIDGETSIZE_MAX });
        if (x > rect.left() && x + requested.width() > rect.left() + rect.width()) {
            x = rect.left();
            y += line + gap;
            line = 0;
        }
        if (move)
            item->setGeometry({ { x, y }, requested });
        x += requested.width() + gap;
        line = std::max(line, requested.height());
    }
    return y + line - rect.top() + around.top() + around.bottom();
}

} // namespace convscope
