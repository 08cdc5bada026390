// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/runs/sparkline.h"
#include "ui/kit/theme.h"
#include <QApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace convscope {

QPolygonF fittedCurve(const QPolygonF &curve, const QRectF &place)
{
    QPolygonF points;
    std::ranges::copy_if(curve, std::back_inserter(points),
        [](const QPointF &p) { return std::isfinite(p.x()) && std::isfinite(p.y()); });
    const QRectF extent = points.boundingRect();
    for (QPointF &point : points) {
        const double across = extent.width() > 0 ? (point.x() - extent.left()) / extent.width() : 0;
        const double up = extent.height() > 0 ? (point.y() - extent.top()) / extent.height() : 0.5;
        point = { place.left() + across * place.width(), place.bottom() - up * place.height() };
    }
    return points;
}

Sparkline::Sparkline(int curveRole, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_curveRole(curveRole)
{
}

void Sparkline::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index); // background and focus
    constexpr qreal kMargin = 4, kWidth = 1.2;
    const QPolygonF curve = fittedCurve(index.data(m_curveRole).value<QPolygonF>(),
        QRectF(option.rect).adjusted(kMargin, kMargin, -kMargin, -kMargin));
    const QColor colour = option.state & QStyle::State_Selected
        ? option.palette.color(QPalette::HighlightedText)
        : seriesColours().training;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colour, kWidth));
    painter->drawPolyline(curve);
    if (curve.size() == 1) {
        painter->setBrush(colour);
        painter->drawEllipse(curve.front(), kWidth, kWidth);
    }
    painter->restore();
}

QSize Sparkline::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    constexpr int kLetters = 16;
    return { option.fontMetrics.averageCharWidth() * kLetters, option.fontMetrics.height() };
}

} // namespace convscope
