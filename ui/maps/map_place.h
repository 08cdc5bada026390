// SPDX-License-Identifier: GPL-3.0-or-later
// MapPlace: one value of a layer, as the person points at it. Plain data.
#pragma once
#include <QRect>
#include <QString>

namespace convscope {

struct MapPlace {
    QString layer; ///< its name, or that of one of the network's ends
    int map = 0; ///< channel; of flat layers the value's index, and row and column are 0
    int row = 0, column = 0;
    friend bool operator==(const MapPlace &, const MapPlace &) = default;
};

/// A part of a layer's maps that is framed where it is on screen, say a receptive field.
struct MapMark {
    QString layer;
    int map = -1; ///< -1: all maps of the layer
    QRect values; ///< x, y: the first column and row; width, height: how many of them
    friend bool operator==(const MapMark &, const MapMark &) = default;
};

} // namespace convscope
