// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a Formula, one function a shape. For formulaOf() only.
#pragma once
#include "ui/formula/formula_sources.h"

namespace convscope {

class FormulaLines {
public:
    FormulaLines(const ValueExplainer &explainer, const FeatureMaps &maps, const Explanation &what);
    void operator()(const ScaledPixel &step);
    void operator()(const WindowSum &step);
    void operator()(const DotProduct &step);
    void operator()(const FunctionOf &step);
    void operator()(const WindowPick &step);
    void operator()(const WindowMean &step);
    void operator()(const Normalized &step);
    void operator()(const Copied &step);
    void operator()(const Sum &step);
    void operator()(const Product &step);
    void operator()(const Shares &step);
    std::vector<FormulaLine> take(); ///< with what they come to

private:
    void say(const QString &text, bool strong = false);
    FormulaLine channelLine(const WindowSum &step, int channel, const ColourScale &patch,
        const ColourScale &kernel, const ColourScale &product) const;
    /// The kind's own sentences; the last one, which ends with the result, stands out.
    void saySentences();
    FormulaText sentence() const; ///< the last one, to stand beside a grid
    FormulaPart termPart(const Term &term) const;
    FormulaGrid windowGrid(Extent size, int top, int left, const std::vector<double> &values) const;

    FormulaSources m_sources;
    const FeatureMaps &m_maps;
    const Explanation &m_what;
    std::vector<FormulaLine> m_lines;
};

} // namespace convscope
