// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers as people type them and as fields show them. Pure functions; only the window needs them:
// files and the command line have one way to write a number.
#pragma once
#include <QLocale>
#include <QString>
#include <optional>

namespace convscope {

/// The number in `text`. A point and a comma both part the decimals, whatever the language;
/// thousands may be grouped, and digits, signs and exponents may be the language's own. Nothing
/// where it is no number, or where it can mean two: "1.000" in German is 1 or 1000.
std::optional<double> typedNumber(const QString &text, const QLocale &locale);
/// The same for a whole number, in which the language's own grouping mark can mean only that. One
/// with decimals is none.
std::optional<double> typedWholeNumber(const QString &text, const QLocale &locale);

/// Every digit `value` has and no more, without grouping, so that it can be typed again.
QString numberToType(double value, const QLocale &locale);

} // namespace convscope
