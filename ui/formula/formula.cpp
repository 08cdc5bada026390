// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/formula/formula.h"
#include "ui/formula/formula_lines.h"
#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

struct FormulaStrings {
    Q_DECLARE_TR_FUNCTIONS(Formula)
};

QString withMinus(QString text)
{
    return text.replace(QLatin1Char('-'), QChar(0x2212)); // as wide as the digits
}

QString spokenGrid(const FormulaGrid &grid)
{
    constexpr std::size_t kMax = 100;
    QStringList rows;
    const auto columns = std::size_t(grid.columns);
    for (std::size_t i = 0; i < std::min(grid.values.size(), kMax); ++i) {
        if (i % columns == 0)
            rows.append(i / columns < std::size_t(grid.rowNames.size())
                    ? grid.rowNames[qsizetype(i / columns)] + QStringLiteral(": ")
                    : QString());
        else
            rows.back() += QStringLiteral(", ");
        rows.back() += grid.textOf(i);
    }
    QString text = rows.join(QStringLiteral("; "));
    if (grid.values.size() > kMax)
        text += FormulaStrings::tr(" and %1 more").arg(grid.values.size() - kMax);
    return grid.caption.isEmpty() ? text : grid.caption + QStringLiteral(": ") + text;
}

QString spokenPart(const FormulaPart &part)
{
    if (const auto *grid = std::get_if<FormulaGrid>(&part))
        return spokenGrid(*grid);
    if (const auto *text = std::get_if<FormulaText>(&part))
        return text->text;
    return {};
}

} // namespace

QString valueText(double value)
{
    return withMinus(QLocale().toString(value, 'g', 6));
}

QString sentenceText(const Sentence &sentence)
{
    QString text = QCoreApplication::translate("Kind", sentence.text.c_str());
    static const QRegularExpression places(QStringLiteral("\\{(\\(\\)|#)?\\}"));
    qsizetype from = 0;
    for (const double number : sentence.numbers) {
        const QRegularExpressionMatch place = places.match(text, from);
        QString shown = place.captured(1) == QLatin1String("#")
            ? QLocale().toString(qlonglong(number))
            : valueText(number);
        if (place.captured(1) == QLatin1String("()") && number < 0)
            shown = QLatin1Char('(') + shown + QLatin1Char(')');
        text.replace(place.capturedStart(), place.capturedLength(), shown);
        from = place.capturedStart() + shown.size();
    }
    return text;
}

QString cellText(double value, double largest)
{
    constexpr double kSmallest = 1e-3, kLargest = 1e5;
    const double size = std::max(std::abs(value), largest);
    if (!std::isfinite(value) || size >= kLargest || (size > 0 && size < kSmallest))
        return withMinus(QLocale().toString(value, 'g', 1));
    const int decimals = size >= 1000 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.01 ? 3 : 4;
    const bool roundsToZero = std::abs(value) < 0.5 * std::pow(10, -decimals);
    return withMinus(QLocale().toString(
        roundsToZero ? 0.0 : value, 'f', value == 0 ? 0 : decimals)); // no "−0.00"
}

QString FormulaGrid::textOf(std::size_t cell) const
{
    constexpr double kMax = 1000;
    const bool whole = std::ranges::all_of(
        values, [](double value) { return value == std::round(value) && std::abs(value) < kMax; });
    if (whole) // as in filters written by hand
        return withMinus(QLocale().toString(values[cell], 'f', 0));
    const ColourScale &scale = scaleOf(cell);
    return cellText(values[cell], std::max(std::abs(scale.low), std::abs(scale.high)));
}

bool FormulaGrid::showsNumbers() const
{
    constexpr int kMax = 9;
    return columns <= kMax && (rows <= kMax || !rowNames.isEmpty());
}

QString placeText(const MapPlace &place, bool flat)
{
    if (flat)
        return FormulaStrings::tr("%1 · value %2").arg(place.layer).arg(place.map + 1);
    return FormulaStrings::tr("%1 · map %2 · row %3, column %4")
        .arg(place.layer)
        .arg(place.map + 1)
        .arg(place.row + 1)
        .arg(place.column + 1);
}

QString FormulaSheet::spoken() const
{
    constexpr std::size_t kMaxLines = 40;
    QStringList sentences { title + QLatin1Char(' ') + outcome };
    for (std::size_t i = 0; i < std::min(lines.size(), kMaxLines); ++i) {
        QStringList parts;
        for (const FormulaPart &part : lines[i])
            parts.append(spokenPart(part));
        parts.removeAll(QString());
        sentences.append(parts.join(QLatin1Char(' ')));
    }
    if (lines.size() > kMaxLines)
        sentences.append(FormulaStrings::tr("and %1 more lines").arg(lines.size() - kMaxLines));
    return sentences.join(QStringLiteral(".\n"));
}

FormulaSheet formulaOf(
    const ValueExplainer &explainer, const FeatureMaps &maps, const Explanation &what)
{
    const bool flat = what.shape.area() == 1;
    const MapPlace place { QString::fromStdString(what.layer), what.place.channel, what.place.row,
        what.place.column };
    FormulaSheet formula;
    formula.title = placeText(place, flat);
    const LayerMaps *own = maps.layer(what.layer);
    const bool isAnswer = own && own->end == NetworkEnd::Output;
    if (isAnswer && std::size_t(place.map) < maps.classes.size())
        formula.title = place.layer + QStringLiteral(" · ")
            + QString::fromStdString(maps.classes[std::size_t(place.map)]);
    formula.outcome = QStringLiteral("= ") + valueText(what.stored);
    FormulaLines lines(explainer, maps, what);
    std::visit(lines, what.formula.shape);
    formula.lines = lines.take();
    return formula;
}

} // namespace convscope
