// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/formula/formula_canvas.h"
#include "ui/kit/theme.h"
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr int kPartGap = 8;

}

void FormulaCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.setFont(font());
    painter.translate(-scrolled());
    const QRect shown = viewport()->rect().translated(scrolled());
    for (const Box &box : m_layout.boxes()) {
        if (!box.rect.intersects(shown))
            continue;
        if (const auto *grid = std::get_if<FormulaGrid>(box.part))
            paintGrid(painter, box, *grid);
        else if (const auto *text = std::get_if<FormulaText>(box.part))
            paintText(painter, box, *text);
        else
            paintCurve(painter, box, std::get<FormulaCurve>(*box.part));
    }
}

void FormulaCanvas::paintText(QPainter &painter, const Box &box, const FormulaText &text) const
{
    painter.setFont(text.strong ? m_layout.strong() : font());
    painter.setPen(text.strong ? palette().color(QPalette::Text) : mutedText());
    painter.drawText(box.rect.adjusted(0, 0, kPartGap, 0),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, text.text);
    painter.setFont(font());
}

void FormulaCanvas::paintGrid(QPainter &painter, const Box &box, const FormulaGrid &grid) const
{
    paintNames(painter, box, grid);
    painter.setFont(m_layout.letters());
    for (int i = 0; i < static_cast<int>(grid.values.size()); ++i)
        paintCell(painter, m_layout.cellRect(box, i), grid, i);
    painter.setFont(font());
    if (grid.framed >= 0) {
        const QRect frame = m_layout.cellRect(box, grid.framed).adjusted(0, 0, -1, -1);
        painter.setPen(QPen(Qt::white, 3));
        painter.drawRect(frame);
        painter.setPen(QPen(Qt::black, 1));
        painter.drawRect(frame);
    }
}

void FormulaCanvas::paintCell(
    QPainter &painter, const QRect &rect, const FormulaGrid &grid, int cell) const
{
    const auto at = std::size_t(cell);
    const Rgb shade = grid.scaleOf(at).colour(grid.values[at]);
    const QColor colour(shade.r, shade.g, shade.b);
    painter.fillRect(rect, colour);
    const bool beside = at < grid.padded.size() && grid.padded[at];
    if (beside)
        painter.fillRect(rect, QBrush(mutedText(), Qt::BDiagPattern));
    if (!grid.showsNumbers())
        return;
    painter.setPen(lineColour());
    painter.drawRect(rect);
    // After the luminance of Rec. 709: the darker half takes light letters.
    const double light
        = 0.2126 * colour.redF() + 0.7152 * colour.greenF() + 0.0722 * colour.blueF();
    painter.setPen(light < 0.5 ? Qt::white : Qt::black);
    painter.drawText(rect, Qt::AlignCenter, beside ? QStringLiteral("0") : grid.textOf(at));
}

void FormulaCanvas::paintNames(QPainter &painter, const Box &box, const FormulaGrid &grid) const
{
    const int line = fontMetrics().height();
    painter.setPen(mutedText());
    painter.drawText(QRect(box.rect.left(), box.rect.top(), box.rect.width() + kPartGap, line),
        Qt::AlignLeft, grid.caption);
    for (int i = 0; i < grid.columnNames.size(); ++i)
        painter.drawText(QRect(box.cells.x() + i * box.cell.width(), box.cells.y() - line - 1,
                             box.cell.width(), line),
            Qt::AlignCenter, grid.columnNames[i]);
    painter.setPen(palette().color(QPalette::Text));
    for (int i = 0; i < grid.rowNames.size(); ++i)
        painter.drawText(QRect(box.rect.left(), box.cells.y() + i * box.cell.height(),
                             box.cells.x() - box.rect.left() - kPartGap, box.cell.height()),
            Qt::AlignRight | Qt::AlignVCenter, grid.rowNames[i]);
}

void FormulaCanvas::paintCurve(QPainter &painter, const Box &box, const FormulaCurve &curve) const
{
    const QRectF area = QRectF(box.rect).adjusted(0.5, 2.5, -0.5, -2.5);
    const double reach = std::isfinite(curve.x) ? std::max(2.0, std::abs(curve.x) * 1.3) : 2;
    double high = 0;
    for (const double x : { -reach, 0.0, reach })
        high = std::max(high, std::abs(curve.function(x)));
    const auto point = [&](double x, double y) {
        return QPointF(area.center().x() + x / reach * area.width() / 2,
            area.center().y() - y / high * area.height() * 0.45);
    };
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(area, surfaceColour());
    painter.setPen(QPen(lineColour(), 1));
    painter.drawRect(area);
    painter.drawLine(point(-reach, 0), point(reach, 0));
    painter.drawLine(
        QPointF(area.center().x(), area.top()), QPointF(area.center().x(), area.bottom()));
    QPolygonF shape;
    constexpr int kPoints = 60;
    for (int i = 0; i <= kPoints; ++i) {
        const double x = reach * (2.0 * i / kPoints - 1);
        shape.append(point(x, curve.function(x)));
    }
    painter.setPen(QPen(accentColour(), 2));
    painter.drawPolyline(shape);
    if (std::isfinite(curve.x) && std::isfinite(curve.y)) {
        painter.setPen(QPen(palette().color(QPalette::Text), 1, Qt::DotLine));
        painter.drawLine(point(curve.x, 0), point(curve.x, curve.y));
        painter.setBrush(palette().color(QPalette::Text));
        painter.drawEllipse(point(curve.x, curve.y), 3.5, 3.5);
        painter.setBrush(Qt::NoBrush);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace convscope
