// SPDX-License-Identifier: GPL-3.0-or-later
// MapScene: what a grid of maps shows, and where in the grid it lies. MapGrid changes it and lays
// it out, drawing reads it. Without widgets, so that it can be asked and tested without a window;
// one thread at a time.
#pragma once
#include "ui/maps/grid_layout.h"
#include "ui/maps/map_columns.h"

class QFontMetrics;

namespace convscope {

struct MapScene {
    static constexpr int kMargin = 6;

    struct Hit {
        int column = 0;
        int map = 0;
        std::optional<MapPlace> place; ///< none beyond a flat layer's last value
    };

    MapColumns maps;
    MapScale scale = MapScale::PerLayer;
    std::optional<int> enlarged; ///< the map shown alone
    int current = 0; ///< where the keys are
    std::vector<MapMark> marks;
    std::optional<MapPlace> chosen;
    int scrolled = 0; ///< pixels of the grid above the viewport

    /// After any change of what is above, but for marks, the chosen place and scrolling.
    void layOut(const QSize &viewport, const QFontMetrics &metrics);
    const QSize &viewport() const { return m_viewport; }
    const GridLayout &grid() const { return m_grid; }
    const EnlargedLayout &alone() const { return m_alone; } ///< while a map is enlarged
    bool hasShortTitles() const { return m_hasShortTitles; } ///< some would be cut off in the grid
    QRect space() const; ///< of the maps, in the viewport; the legends are below
    QRect rectOf(int index, int column) const; ///< of a map's image, in the viewport
    int captionWidth() const; ///< in the grid
    int scrollRange() const; ///< pixels of the grid that do not fit

    std::optional<Hit> hitAt(const QPoint &position) const; ///< in the viewport
    std::optional<MapPlace> placeAt(const QPoint &position) const;
    /// "map 3, row 4, column 7: 0.123" and the map's figures; empty where there is no map.
    QString textAt(const QPoint &position) const;
    QString description() const; ///< of all, for who does not see it
    QString editOf(int index, int column) const; ///< by ablation; empty: it is as trained
    bool hasOwnScales() const; ///< each map that is in sight one of its own
    /// The first column of each layer that is shown, or of all where they share the scale.
    std::vector<int> legendColumns() const;

private:
    QSize m_viewport;
    int m_line = 0; // height of a line of text
    GridLayout m_grid;
    EnlargedLayout m_alone;
    bool m_hasShortTitles = false;
};

} // namespace convscope
