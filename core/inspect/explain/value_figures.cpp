// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/explain/value_figures.h"
#include <algorithm>
#include <cmath>

namespace convscope {

ValueFigures figuresOf(std::span<const float> values)
{
    ValueFigures figures;
    double sum = 0;
    for (const float value : values) {
        if (!std::isfinite(value))
            continue;
        const bool isFirst = figures.finite++ == 0;
        figures.least = isFirst ? double(value) : std::min(figures.least, double(value));
        figures.most = isFirst ? double(value) : std::max(figures.most, double(value));
        figures.zeros += value == 0 ? 1 : 0;
        sum += double(value);
    }
    if (figures.finite == 0)
        return figures;
    figures.mean = sum / double(figures.finite);
    const double range = figures.most - figures.least;
    for (const float value : values) {
        if (!std::isfinite(value))
            continue;
        const double part = range > 0 ? (double(value) - figures.least) / range : 0;
        const auto bin = static_cast<std::size_t>(part * ValueFigures::kBins);
        ++figures.histogram[std::min(bin, figures.histogram.size() - 1)];
    }
    return figures;
}

} // namespace convscope
