// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/figure_text.h"
#include <QCoreApplication>
#include <QLocale>

namespace convscope {

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
    return loss ? QLocale().toString(*loss, 'f', 4) : QString();
}

QString shareText(const std::optional<double> &share)
{
    return share ? QLocale().toString(*share * 100, 'f', 1) + QStringLiteral(" %") : QString();
}

} // namespace convscope
