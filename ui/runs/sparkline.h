// SPDX-License-Identifier: GPL-3.0-or-later
// Sparkline: paints a curve into a cell of a table, without axes. GUI thread only.
#pragma once
#include <QStyledItemDelegate>

namespace convscope {

class Sparkline : public QStyledItemDelegate {
    Q_OBJECT
public:
    /// `curveRole`: where the model has the curve, a QPolygonF sorted by x.
    Sparkline(int curveRole, QObject *parent);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int m_curveRole;
};

/// The curve stretched over `place`; points that are not finite are left out. Pure function.
QPolygonF fittedCurve(const QPolygonF &curve, const QRectF &place);

} // namespace convscope
