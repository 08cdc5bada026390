// SPDX-License-Identifier: GPL-3.0-or-later
// A name cut short in its middle, where it has to be. Pure function.
#pragma once
#include <QFontMetrics>
#include <QString>

namespace convscope {

/// Whole where there is as much room as horizontalAdvance() says: Qt rounds that to whole pixels
/// but elides by fractions of them, and would make "…" of a short name that is a tenth of a pixel
/// wider.
inline QString elidedName(const QFontMetrics &metrics, const QString &name, int room)
{
    return metrics.horizontalAdvance(name) <= room
        ? name
        : metrics.elidedText(name, Qt::ElideMiddle, room);
}

} // namespace convscope
