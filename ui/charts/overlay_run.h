// SPDX-License-Identifier: GPL-3.0-or-later
// Another run, shown in the charts behind the present one.
#pragma once
#include "core/train/loop/trainer.h"
#include <QColor>
#include <QString>
#include <vector>

namespace convscope {

struct OverlayRun {
    QString name;
    QColor colour; ///< as the list of runs shows it; see overlayColour()
    std::vector<BatchReport> batches; ///< in order
    std::vector<EpochReport> epochs;
};

} // namespace convscope
