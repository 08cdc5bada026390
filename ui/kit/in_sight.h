// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the widget that has the focus in sight. GUI thread only.
#pragma once
#include <QWidget>

namespace convscope {

/// Scrolls `part` into sight, in every scroll area it lies in.
void scrollIntoSight(QWidget &part);
/// Opens the docks, tabs and pages that `part` lies in, scrolls to it, and gives it the focus.
void bringIntoSight(QWidget &part);

} // namespace convscope
