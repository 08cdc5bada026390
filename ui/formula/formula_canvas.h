// SPDX-License-Identifier: GPL-3.0-or-later
// FormulaCanvas: the lines of a Formula as number grids coloured by value. GUI thread only.
#pragma once
#include "ui/formula/formula.h"
#include <QAbstractScrollArea>
#include <optional>

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
    int contentHeight() const { return m_height; }

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
    /// Where a part lies in the content.
    struct Box {
        const FormulaPart *part;
        std::size_t line, index;
        QRect rect;
        QPoint cells; ///< a grid's: the corner of the first cell
        QSize cell; ///< a grid's
    };
    struct Cell {
        const Box *box;
        const FormulaGrid *grid;
        int index;
    };
    void layOut();
    int space() const; ///< for a row
    Box measured(const FormulaPart &part) const;
    std::vector<Box> measuredLine(std::size_t index) const;
    /// Whether it fits in one row.
    bool placeLine(std::vector<Box> line, int &y);
    bool placeLines(); ///< whether each fits in one row
    QFont letters() const; ///< the font of the numbers in cells
    QFont strong() const;
    QPoint scrolled() const;
    QRect cellRect(const Box &box, int cell) const;
    std::optional<Cell> cellAt(const QPoint &position) const;
    void paintGrid(QPainter &painter, const Box &box, const FormulaGrid &grid) const;
    void paintCell(QPainter &painter, const QRect &rect, const FormulaGrid &grid, int cell) const;
    void paintNames(QPainter &painter, const Box &box, const FormulaGrid &grid) const;
    void paintText(QPainter &painter, const Box &box, const FormulaText &text) const;
    void paintCurve(QPainter &painter, const Box &box, const FormulaCurve &curve) const;

    FormulaSheet m_formula;
    std::vector<Box> m_boxes; // in order of their lines; parts point into m_formula
    int m_height = 0, m_width = 0;
    double m_share = 1; // size of the letters in cells, as a share of the widget's
};

} // namespace convscope
