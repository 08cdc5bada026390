// SPDX-License-Identifier: GPL-3.0-or-later
// Figures, and texts of core, as texts in the person's language. Pure functions.
#pragma once
#include <QString>
#include <optional>
#include <string_view>

namespace convscope {

/// "12.3 s", "1:02:03".
QString durationText(double seconds);
/// Rounded as core/base/rounding.h says: never to all or none. Nothing where there is no figure.
QString lossText(const std::optional<double> &loss); ///< "0.4567"
QString shareText(const std::optional<double> &share); ///< "97.5 %", ">99.9 %"
QString shareTextTo(double share, int digits); ///< with another number of digits
QString probabilityText(double probability); ///< a softmax's: ">99.9 %" at the most
QString fractionText(const std::optional<double> &share); ///< "0.975"
/// The longest text of a share, to make room for.
QString widestShareText(int digits = 1);

QString shortNumber(double value, int digits = 4); ///< so many digits that count: "0.01235"
QString fromView(std::string_view text); ///< UTF-8

} // namespace convscope
