// SPDX-License-Identifier: GPL-3.0-or-later
// FormulaLayout: where the parts of a formula lie. FormulaCanvas lays it out, paints by it, and
// asks it what is under the mouse. Without widgets; GUI thread only, as letters are measured.
#pragma once
#include "ui/formula/formula.h"
#include <QFont>
#include <QRect>
#include <optional>

namespace convscope {

class FormulaLayout {
public:
    /// Where a part lies in the content.
    struct Box {
        const FormulaPart *part;
        std::size_t line, index;
        QRect rect;
        QPoint cells; ///< of a grid: the corner of the first cell
        QSize cell; ///< of a grid
    };
    struct Cell {
        const FormulaGrid *grid;
        int index;
    };

    /// In rows as wide as `width`, with letters of `font` or smaller. The sheet must stay until the
    /// next call.
    void layOut(const FormulaSheet &sheet, int width, const QFont &font);
    const std::vector<Box> &boxes() const { return m_boxes; } ///< in order of their lines
    const QSize &size() const { return m_size; }
    QFont letters() const; ///< of the numbers in cells
    QFont strong() const;
    QRect cellRect(const Box &box, int cell) const;
    /// The middle of a cell of a grid.
    QPoint cellCentre(std::size_t line, std::size_t part, int cell) const;
    std::optional<Cell> cellAt(const QPoint &at) const; ///< none beside the cells

private:
    int space() const; ///< for a row
    Box measured(const FormulaPart &part) const;
    std::vector<Box> measuredLine(const FormulaLine &parts, std::size_t index) const;
    /// Whether it fits in one row.
    bool placeLine(std::vector<Box> line, int &y);
    bool placeLines(const FormulaSheet &sheet); ///< whether each fits in one row

    std::vector<Box> m_boxes; // parts point into the sheet
    QSize m_size { 0, 0 };
    int m_width = 0; // there is room for
    QFont m_font;
    double m_share = 1; // of the font's letters, those in cells
};

} // namespace convscope
