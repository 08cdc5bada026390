// SPDX-License-Identifier: GPL-3.0-or-later
// Where the maps of a grid lie. Pure geometry, so that it can be tested without a window.
#pragma once
#include <QRect>
#include <QSize>
#include <vector>

namespace convscope {

/// Cells in rows; where several images belong to each map, they lie abreast in one cell.
struct GridLayout {
    int columns = 1, rows = 1;
    int abreast = 1;
    bool hasCaptions = true; ///< else there is no room for them
    QSize cell; ///< the size of one image, without its caption
    QSize step; ///< from one cell to the next
    QSize size; ///< the whole grid's
    QRect cellRect(int index, int image = 0) const;
    /// The cell at a place of the grid, or −1; `image` (if not null) becomes which one of it.
    int indexAt(const QPoint &place, int count, int *image = nullptr) const;
};

/// The content that a grid is laid out for.
struct GridContent {
    int count = 0; ///< maps
    int width = 1, height = 1; ///< values of a map
    int abreast = 1; ///< images for each map
};

/// The largest equal cells that fit `space`, with captions if they can be `smallest` wide and high,
/// else without. Where even cells a third as large do not fit, the grid grows higher than the space
/// and scrolls.
GridLayout layOutGrid(
    const GridContent &content, const QSize &space, int captionHeight, int smallest);

/// A map alone, or the images of a map abreast, as large as fits, and room for figures on each.
struct EnlargedLayout {
    std::vector<QRect> images;
    std::vector<QRect> figures; ///< as many; beside an image or below it
};
EnlargedLayout layOutEnlarged(const GridContent &content, const QRect &space, int line);

} // namespace convscope
