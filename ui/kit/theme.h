// SPDX-License-Identifier: GPL-3.0-or-later
// Colours and measures of the whole window, light and dark. GUI thread only.
#pragma once
#include <QColor>
#include <QIcon>
#include <QString>

namespace convscope {

enum class Theme { System, Light, Dark };

/// Sets the style and palette of the application; widgets follow at once.
void applyTheme(Theme theme);
/// Whether the palette in use is a dark one.
bool isDark();

/// The colours that charts and our own widgets paint with, told apart also by those who see few
/// colours (after Okabe and Ito's set). Shape or line style always says the same as the colour.
struct SeriesColours {
    QColor training, validation, rate, best;
};
SeriesColours seriesColours();
constexpr int kOverlayColours = 6;
/// The colour of another run in the charts; different ones, none of them a series', up to
/// kOverlayColours.
QColor overlayColour(int place);
QIcon overlaySwatch(int place); ///< the same, also in a selected row
QColor accentColour(); ///< selections and the main button
QColor mutedText(); ///< captions, axis numbers
QColor surfaceColour(); ///< backgrounds of charts and maps
QColor bandColour(); ///< every other epoch
QColor lineColour(); ///< hairlines and frames
QColor errorColour(); ///< text and edge of errors

/// A font's height times this is the space between things.
constexpr double kSpacing = 0.5;

} // namespace convscope
