// SPDX-License-Identifier: GPL-3.0-or-later
// How places on the axis of batches, epochs or time are written.
#pragma once
#include "core/train/history/run_curves.h"
#include <QFont>
#include <QString>

namespace convscope {

QString axisTitle(CurveAxis axis);
/// "1,234", "2.5", "1:30" (minutes and seconds) or "2:03:00".
QString axisText(CurveAxis axis, double x);
/// A round distance for about `ticks` ticks.
double axisStep(CurveAxis axis, double span, int ticks);
/// The font beside a chart, a little smaller than the rest.
QFont axisFont(QFont font);
/// The least that is worth zooming in to.
double narrowest(CurveAxis axis);

} // namespace convscope
