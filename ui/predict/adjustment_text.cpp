// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/predict/adjustment_text.h"
#include <QCoreApplication>
#include <QLocale>
#include <array>

namespace convscope {

namespace {

struct AdjustmentTextStrings {
    Q_DECLARE_TR_FUNCTIONS(AdjustmentText)
};

} // namespace

AdjustmentText adjustmentText(std::size_t kind)
{
    constexpr int kPercent = 100, kPerMille = 1000;
    const std::array<AdjustmentText, 5> texts { {
        { AdjustmentTextStrings::tr("Turn"),
            AdjustmentTextStrings::tr("Turns the image about its middle; above 0 clockwise"), 1,
            true, true },
        { AdjustmentTextStrings::tr("Right"),
            AdjustmentTextStrings::tr("Moves the image to the right, by a share of its width"),
            kPercent, false, true },
        { AdjustmentTextStrings::tr("Down"),
            AdjustmentTextStrings::tr("Moves the image down, by a share of its height"), kPercent,
            false, true },
        { AdjustmentTextStrings::tr("Blur"),
            AdjustmentTextStrings::tr("Blurs with a Gaussian bell of this standard deviation, as a "
                                      "share of the longer side"),
            kPerMille, false, false },
        { AdjustmentTextStrings::tr("Light"),
            AdjustmentTextStrings::tr("Multiplies every value: below 100 % darker, above brighter"),
            kPercent, false, false },
    } };
    return texts.at(kind);
}

QString AdjustmentText::shown(double value) const
{
    const QLocale locale;
    const QString sign = isSigned && value > 0 ? QStringLiteral("+") : QString();
    if (isDegrees)
        return sign + locale.toString(value, 'f', 0) + QStringLiteral("°");
    return sign + locale.toString(value * 100, 'f', steps > 100 ? 1 : 0) + QStringLiteral(" %");
}

} // namespace convscope
