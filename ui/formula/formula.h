// SPDX-License-Identifier: GPL-3.0-or-later
// A value's arithmetic laid out in lines of number grids, texts and curves, for FormulaCanvas to
// paint and for screen readers to read. Plain data and pure functions.
#pragma once
#include "core/inspect/explain/explain_value.h"
#include "core/inspect/maps/colour_map.h"
#include "ui/maps/map_place.h"
#include <QStringList>
#include <functional>

namespace convscope {

/// Numbers in cells that are coloured by value. There may be fewer values than cells.
struct FormulaGrid {
    QString caption {};
    int rows = 1, columns = 1;
    std::vector<double> values {};
    std::vector<ColourScale> scales {}; ///< one for all, or one a column
    QStringList rowNames {}, columnNames {};
    std::vector<bool> padded {}; ///< cells beside the map; empty: none
    int framed = -1; ///< the cell that counts; -1: all the same
    std::vector<MapPlace> places {}; ///< where the values are from; empty: nowhere
    bool flat = false; ///< those places are of a layer without rows and columns
    /// Short, with as many digits as the largest number on the cell's scale asks for.
    QString textOf(std::size_t cell) const;
    bool showsNumbers() const; ///< false: too many cells to read, so they are only colours
    const ColourScale &scaleOf(std::size_t cell) const
    {
        return scales[scales.size() > 1 ? cell % std::size_t(columns) : 0];
    }
};
struct FormulaText {
    QString text {};
    bool strong = false;
};
/// An activation function around the value it was applied to.
struct FormulaCurve {
    std::function<double(double)> function {};
    double x = 0, y = 0;
};
using FormulaPart = std::variant<FormulaGrid, FormulaText, FormulaCurve>;
using FormulaLine = std::vector<FormulaPart>;

struct FormulaSheet {
    QString title {}; ///< which value
    QString outcome {}; ///< "= 0.5900"
    std::vector<FormulaLine> lines {};
    QString spoken() const; ///< all of it in words; of many numbers the first ones
};

/// `maps` are those that `what` was explained from.
FormulaSheet formulaOf(
    const ValueExplainer &explainer, const FeatureMaps &maps, const Explanation &what);

/// "conv2 · map 3 · row 5, column 7"; of flat layers "dense1 · value 4".
QString placeText(const MapPlace &place, bool flat);
/// As many digits as are of use beside numbers as large as `largest`: "−0.12", "3e−05".
QString cellText(double value, double largest);
/// Six digits.
QString valueText(double value);
/// A kind's sentence in the window's language, with its numbers.
QString sentenceText(const Sentence &sentence);

} // namespace convscope
