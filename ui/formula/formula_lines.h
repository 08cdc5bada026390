// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a Formula, one function a step. For formulaOf() only.
#pragma once
#include "ui/formula/formula.h"

namespace convscope {

class FormulaLines {
public:
    FormulaLines(const ValueExplainer &explainer, const FeatureMaps &maps, const Explanation &what);
    void operator()(const PixelStep &step);
    void operator()(const ConvStep &step);
    void operator()(const DenseStep &step);
    void operator()(const ActivationStep &step);
    void operator()(const PoolStep &step);
    void operator()(const NormStep &step);
    void operator()(const SameStep &step);
    void operator()(const AddStep &step);
    void operator()(const SoftmaxStep &step);
    std::vector<FormulaLine> take(); ///< with what they come to

private:
    void say(const QString &text, bool strong = false);
    ColourScale inputScale() const;
    /// "relu1 · map 3", or of flat layers the value.
    QString mapName(int layer, int channel) const;
    MapPlace placeOf(int layer, const ValuePlace &place) const;
    /// The same value before it was laid out in a row, if it was.
    MapPlace origin(int layer, const ValuePlace &place) const;
    bool isFlat(const QString &layer) const;
    FormulaGrid single(const QString &caption, double value, const MapPlace &place) const;
    FormulaLine channelLine(const ConvStep &step, int channel, const ColourScale &patch,
        const ColourScale &kernel, const ColourScale &product) const;
    void saySum(std::size_t products, double sum, const std::optional<double> &bias);

    const ValueExplainer &m_explainer;
    const FeatureMaps &m_maps;
    const Explanation &m_what;
    std::vector<FormulaLine> m_lines;
};

} // namespace convscope
