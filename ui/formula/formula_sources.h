// SPDX-License-Identifier: GPL-3.0-or-later
// FormulaSources: where the numbers of a formula are from, and how that is called. For
// FormulaLines, which has one for the value it explains. One thread at a time.
#pragma once
#include "ui/formula/formula.h"

namespace convscope {

class FormulaSources {
public:
    /// All must outlive it.
    FormulaSources(
        const ValueExplainer &explainer, const FeatureMaps &maps, const Explanation &what);
    /// A value of the layer before, or of another one that is read.
    MapPlace before(const ValuePlace &place, int other = -1) const;
    /// The value of the layer before as it was before it was laid out in a row, if it was.
    MapPlace origin(const ValuePlace &place) const;
    bool isFlat(const QString &layer) const;
    QString mapName(int channel) const; ///< "relu1 · map 3", of the layer before
    ColourScale scale() const; ///< of the layer before
    FormulaGrid single(const QString &caption, double value, const MapPlace &place) const;

private:
    MapPlace placeOf(int layer, const ValuePlace &place) const;

    const ValueExplainer &m_explainer;
    const FeatureMaps &m_maps;
    const Explanation &m_what;
};

} // namespace convscope
