// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of adjustmentKinds() as sliders have them, and in words. Pure functions.
#pragma once
#include "core/inspect/network/image_edit.h"
#include <QString>

namespace convscope {

struct AdjustmentText {
    QString title; ///< "Turn"
    QString tip;
    int steps = 1; ///< steps of a slider to one unit of the value: value = slider / steps
    bool isDegrees = false;
    bool isSigned = false;
    /// "17°", "+3 %"
    QString shown(double value) const;
};
AdjustmentText adjustmentText(std::size_t kind);

} // namespace convscope
