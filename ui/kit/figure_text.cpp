// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/figure_text.h"
#include "core/base/rounding.h"
#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace convscope {

namespace {

QString textOf(const RoundedFigure &figure, const QString &unit = {})
{
    if (!std::isfinite(figure.value))
        return QString::fromUtf8(kNoFigure);
    return QString::fromUtf8(figure.relation) + QLocale().toString(figure.value, 'f', figure.digits)
        + unit;
}

} // namespace

QString durationText(double seconds)
{
    constexpr int kMinute = 60, kHour = 3600;
    if (seconds < kMinute)
        return QCoreApplication::translate("FigureText", "%1 s")
            .arg(QLocale().toString(seconds, 'f', 1));
    const auto whole = qlonglong(seconds);
    return QStringLiteral("%1:%2:%3")
        .arg(whole / kHour)
        .arg(whole % kHour / kMinute, 2, 10, QLatin1Char('0'))
        .arg(whole % kMinute, 2, 10, QLatin1Char('0'));
}

QString lossText(const std::optional<double> &loss)
{
    return loss ? textOf(roundedAmount(*loss)) : QString();
}

QString shareText(const std::optional<double> &share)
{
    return share ? shareTextTo(*share, 1) : QString();
}

QString shareTextTo(double share, int digits)
{
    return textOf(roundedPercent(share, digits), QStringLiteral(" %"));
}

QString widestShareText(int digits)
{
    return shareTextTo(1 - 1e-9, digits); // a sign of relation is at least as wide as a digit
}

QString probabilityText(double probability)
{
    return shareText(inner(probability));
}

QString fractionText(const std::optional<double> &share)
{
    return share ? textOf(roundedFraction(*share)) : QString();
}

QString shortNumber(double value, int digits)
{
    return QLocale().toString(value, 'g', digits);
}

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

} // namespace convscope
