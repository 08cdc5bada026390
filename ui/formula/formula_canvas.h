// SPDX-License-Identifier: GPL-3.0-or-later
// FormulaCanvas: the lines of a Formula as number grids coloured by value. GUI thread only.
#pragma once
#include "ui/formula/formula_layout.h"
#include <QAbstractScrollArea>

namespace convscope {

class FormulaCanvas : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit FormulaCanvas(QWidget *parent = nullptr);
    void setFormula(FormulaSheet formula);
    const FormulaSheet &formula() const { return m_formula; }
    /// The exact number of the cell there, and where it is from; empty beside the cells.
    QString textAt(const QPoint &position) const;
    /// Where the number there is from; none where it is from nowhere.
    std::optional<MapPlace> placeAt(const QPoint &position) const;
    /// The middle of a cell of a grid, on the viewport; for tests and keyboards.
    QPoint cellCentre(std::size_t line, std::size_t part, int cell) const;
    int contentHeight() const { return m_layout.size().height(); }

Q_SIGNALS:
    void placeChosen(const convscope::MapPlace &place); ///< a cell's origin was clicked

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    QSize sizeHint() const override;

private:
    void layOut();
    QPoint scrolled() const;
    using Box = FormulaLayout::Box;
    void paintGrid(QPainter &painter, const Box &box, const FormulaGrid &grid) const;
    void paintCell(QPainter &painter, const QRect &rect, const FormulaGrid &grid, int cell) const;
    void paintNames(QPainter &painter, const Box &box, const FormulaGrid &grid) const;
    void paintText(QPainter &painter, const Box &box, const FormulaText &text) const;
    void paintCurve(QPainter &painter, const Box &box, const FormulaCurve &curve) const;

    FormulaSheet m_formula;
    FormulaLayout m_layout; // of m_formula
};

} // namespace convscope
