// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/layer_curves.h"
#include "ui/kit/theme.h"
#include <cmath>

namespace convscope {

namespace {

// From the first layer's to the last one's, so that their order can be seen.
QColor layerColour(std::size_t place, std::size_t of)
{
    constexpr double kFirst = 0.58, kSpan = 0.75; // of the circle of hues: from blue to pink
    const double share = of > 1 ? double(place) / double(of - 1) : 0;
    const double hue = std::fmod(kFirst + kSpan * share, 1.0);
    return QColor::fromHslF(float(hue), 0.65F, isDark() ? 0.68F : 0.38F);
}

} // namespace

std::vector<LayerCurves> layerCurves(const HealthLog &health, const RunCurves &run)
{
    const auto &entries = health.entries();
    if (entries.empty())
        return {};
    const auto &newest = entries.back().layers;
    std::vector<LayerCurves> all(newest.size());
    for (std::size_t i = 0; i < newest.size(); ++i) {
        all[i].name = QString::fromStdString(newest[i].name);
        all[i].colour = layerColour(i, newest.size());
        for (const HealthLog::Entry &entry : entries) {
            const double x = run.xOfBatch(entry.batch);
            const LayerHealth &layer = entry.layers[i];
            if (layer.gradientNorm)
                all[i].gradientNorms.push_back({ x, *layer.gradientNorm });
            if (layer.deadShare)
                all[i].deadShares.push_back({ x, *layer.deadShare * 100 });
        }
    }
    return all;
}

} // namespace convscope
