// SPDX-License-Identifier: GPL-3.0-or-later
// LayerCurves: how each layer of a network fared along a run, as charts want it. GUI thread only.
#pragma once
#include "core/train/history/run_curves.h"
#include <QColor>
#include <QString>
#include <vector>

namespace convscope {

/// The curves of one layer. Moving the vectors leaves their points where charts look at them.
struct LayerCurves {
    QString name;
    QColor colour;
    std::vector<CurvePoint> gradientNorms; ///< empty: it has no parameters
    std::vector<CurvePoint> deadShares; ///< in percent; empty: it is no ReLU
};

/// The curves of all layers that were watched, from the first to the last; `run` knows where
/// batches lie.
std::vector<LayerCurves> layerCurves(const HealthLog &health, const RunCurves &run);

} // namespace convscope
