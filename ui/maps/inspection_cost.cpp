// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/inspection_cost.h"
#include "ui/kit/figure_text.h"
#include <QCoreApplication>
#include <QLocale>
#include <utility>

namespace convscope {

namespace {

struct InspectionCostStrings {
    Q_DECLARE_TR_FUNCTIONS(convscope::InspectionCost)
};

QString milliseconds(double seconds)
{
    return QLocale().toString(seconds * 1e3, 'f', seconds < 0.01 ? 1 : 0);
}

} // namespace

void InspectionCost::addComputing(double seconds)
{
    ++m_looks;
    m_computing += seconds;
}

void InspectionCost::addPainting(double seconds)
{
    m_painting += seconds;
}

void InspectionCost::addCopying(double seconds)
{
    m_copying += seconds;
}

std::optional<InspectionCost::Summary> InspectionCost::take(double seconds)
{
    const InspectionCost all = std::exchange(*this, {});
    if (all.m_looks == 0 || seconds <= 0)
        return {};
    const double looks = all.m_looks;
    return Summary { looks / seconds, all.m_computing / looks, all.m_painting / looks,
        all.m_copying / looks, (all.m_computing + all.m_painting + all.m_copying) / seconds };
}

QString inShort(const InspectionCost::Summary &cost)
{
    return InspectionCostStrings::tr("%1 ms a look, %2 of the time")
        .arg(milliseconds(cost.aLook()), shareText(cost.share));
}

QString inFull(const InspectionCost::Summary &cost)
{
    return InspectionCostStrings::tr(
        "What looking costs of one processor, at %1 looks a second:<br>copying the weights "
        "%2 ms a look, on the training thread<br>computing the maps %3 ms, on a thread of its "
        "own<br>painting them %4 ms, in the window")
        .arg(QLocale().toString(cost.looks, 'f', 1), milliseconds(cost.copying),
            milliseconds(cost.computing), milliseconds(cost.painting));
}

} // namespace convscope
