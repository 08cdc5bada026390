// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of runs as texts in the person's language. Pure functions.
#pragma once
#include <QString>
#include <optional>

namespace convscope {

/// "12.3 s", "1:02:03".
QString durationText(double seconds);
/// "0.4567"; nothing where there is none.
QString lossText(const std::optional<double> &loss);
/// "97.5 %"; nothing where there is none.
QString shareText(const std::optional<double> &share);

} // namespace convscope
