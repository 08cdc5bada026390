// SPDX-License-Identifier: GPL-3.0-or-later
// Charts as an image file. GUI thread only.
#pragma once
#include <QByteArray>
#include <QImage>
#include <QStringList>
#include <vector>

namespace convscope {

class ChartView;

/// One below the other, as they are on screen with their zoom and theme; `scale` pixels a point.
QImage chartImage(const std::vector<ChartView *> &charts, double scale);
/// "png", "svg", "pdf".
QStringList chartFormats();
/// The file's content. @throws Error for another format, or where there is nothing to show.
QByteArray chartFile(
    const std::vector<ChartView *> &charts, const QString &format, const QString &title);

} // namespace convscope
