// SPDX-License-Identifier: GPL-3.0-or-later
// What a place shows of a figure, read as a person or a program reads it.
#pragma once
#include <QRegularExpression>
#include <QString>
#include <cmath>
#include <vector>

namespace convscope::test {

enum class Unit {
    Count, ///< whole
    Number, ///< as a loss or a learning rate
    Share, ///< for people in per cent; in files and JSON from 0 to 1
    Fraction, ///< from 0 to 1 for people too, as a precision
};

/// Spaces that do not break are spaces.
inline QString plain(QString text)
{
    return text.replace(QChar::Nbsp, QLatin1Char(' ')).replace(QChar(0x202f), QLatin1Char(' '));
}

/// The part in brackets of the last match; empty where the place does not show it.
inline QString captured(const QString &text, const QString &pattern)
{
    auto matches = QRegularExpression(pattern).globalMatch(plain(text));
    QString found;
    while (matches.hasNext())
        found = matches.next().captured(1);
    return found.trimmed();
}

struct Place {
    QString name;
    QString shown;
    bool forPeople = false;
};

struct Figure {
    QString name;
    Unit unit;
    double value = 0;
    std::vector<Place> places;
};

/// Empty where the place shows the figure, in its unit and to the digits that it shows; else what
/// is wrong.
inline QString errorOf(const Figure &figure, const Place &place)
{
    const auto error = [&](const QString &what) {
        return QStringLiteral("%1 in %2: '%3' %4 (%5)")
            .arg(
                figure.name, place.name, place.shown, what, QString::number(figure.value, 'g', 17));
    };
    static const QRegularExpression form(
        QStringLiteral("^[<>]?(-?[0-9,]+(?:\\.([0-9]+))?(?:e[-+]?[0-9]+)?)( %)?$"));
    const auto match = form.match(plain(place.shown));
    if (!match.hasMatch())
        return error(QStringLiteral("is no figure"));
    const bool isPercent = !match.captured(3).isEmpty();
    if (isPercent != (figure.unit == Unit::Share && place.forPeople))
        return error(QStringLiteral("is in another unit"));
    const QString digits = match.captured(1).remove(QLatin1Char(','));
    const double expected = isPercent ? figure.value * 100 : figure.value;
    // A last digit that was rounded; programs get all of them.
    constexpr double kRounding = 1e-9;
    const double last = place.forPeople && figure.unit != Unit::Count
        ? 0.5 * std::pow(10, -double(match.capturedLength(2)))
        : 0;
    if (std::abs(digits.toDouble() - expected) > last + kRounding * std::abs(expected))
        return error(QStringLiteral("is another value"));
    return {};
}

} // namespace convscope::test
