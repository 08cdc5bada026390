// SPDX-License-Identifier: GPL-3.0-or-later
// TickDelegate: cells with a check box whose edge can be seen on dark backgrounds too, where the
// style draws it darker than these. GUI thread only.
#pragma once
#include "ui/kit/theme.h"
#include <QApplication>
#include <QPainter>
#include <QStyledItemDelegate>

namespace convscope {

class TickDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        QStyleOptionViewItem cell = option;
        initStyleOption(&cell, index);
        if (!(cell.features & QStyleOptionViewItem::HasCheckIndicator))
            return;
        const QStyle *style = cell.widget ? cell.widget->style() : QApplication::style();
        const QRect box
            = style->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &cell, cell.widget);
        painter->save();
        painter->setPen(mutedText());
        painter->drawRect(box.adjusted(0, 0, -1, -1));
        painter->restore();
    }
};

} // namespace convscope
