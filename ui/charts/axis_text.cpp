// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/axis_text.h"
#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace convscope {

namespace {

struct AxisTextStrings {
    Q_DECLARE_TR_FUNCTIONS(ChartView)
};

constexpr double kMinute = 60, kHour = 3600;

QString timeText(double seconds)
{
    if (seconds < kMinute && seconds != std::floor(seconds))
        return QLocale().toString(seconds, 'g', 4) + QStringLiteral(" s");
    const auto all = qlonglong(std::floor(seconds + 1e-6));
    const auto two = [](qlonglong value) {
        return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
    };
    const QString minutes = all < qlonglong(kHour)
        ? QString::number(all / 60)
        : QString::number(all / 3600) + QLatin1Char(':') + two(all / 60 % 60);
    return minutes + QLatin1Char(':') + two(all % 60);
}

} // namespace

QString axisTitle(CurveAxis axis)
{
    switch (axis) {
    case CurveAxis::Batch:
        return AxisTextStrings::tr("batch");
    case CurveAxis::Epoch:
        return AxisTextStrings::tr("epoch");
    case CurveAxis::Time:
        return AxisTextStrings::tr("time");
    }
    return {};
}

QString axisText(CurveAxis axis, double x)
{
    switch (axis) {
    case CurveAxis::Batch:
        return QLocale().toString(qlonglong(std::llround(x)));
    case CurveAxis::Epoch:
        return QLocale().toString(x, 'g', 6);
    case CurveAxis::Time:
        return timeText(x);
    }
    return {};
}

double axisStep(CurveAxis axis, double span, int ticks)
{
    const double step = niceStep(span, ticks);
    if (axis == CurveAxis::Batch)
        return std::max(1.0, step);
    if (axis == CurveAxis::Epoch || step <= 10)
        return step;
    for (const double round : { 15.0, 30.0, kMinute, 2 * kMinute, 5 * kMinute, 10 * kMinute,
             15 * kMinute, 30 * kMinute, kHour, 2 * kHour, 6 * kHour, 12 * kHour })
        if (span / ticks <= round)
            return round;
    return niceStep(span / kHour, ticks) * kHour;
}

QFont axisFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

double narrowest(CurveAxis axis)
{
    return axis == CurveAxis::Batch ? 5 : 0.01;
}

} // namespace convscope
