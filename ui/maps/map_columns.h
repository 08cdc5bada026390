// SPDX-License-Identifier: GPL-3.0-or-later
// MapColumns: the maps of one layer, or of several that are shown side by side, and what is known
// of each. Images and figures are made when they are first asked for. Not thread-safe.
#pragma once
#include "core/inspect/explain/value_figures.h"
#include "core/inspect/maps/colour_map.h"
#include "core/inspect/network/feature_maps.h"
#include "ui/maps/map_place.h"
#include <QImage>
#include <QSize>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace convscope {

/// Which values share a colour scale.
enum class MapScale { PerMap, PerLayer, OverAll };
enum class MapQuantity { Values, Gradients };

/// One layer as one image went through it.
struct MapColumn {
    std::shared_ptr<const FeatureMaps> source; ///< owned, so that values can be read while shown
    QString layer;
    QString mark; ///< before the titles, where the same layer is shown twice: "A", "B"
    std::function<QString(int map)> title {}; ///< none: "map 1"
};

class MapColumns {
public:
    /// A column that is shown.
    struct Shown {
        MapColumn what;
        const LayerMaps *layer = nullptr; ///< inside *what.source
        QSize size; ///< values of a map
    };
    /// A map as it is shown.
    struct Cell {
        QImage image;
        ColourScale scale;
        ValueFigures figures;
    };

    /// Columns whose layer is missing or has another number of maps than the first are left out.
    void set(std::vector<MapColumn> columns);
    void setScale(MapScale scale, const ColourScale &overAll);
    /// Gradients, where there are any.
    void setQuantity(MapQuantity quantity);

    int abreast() const { return static_cast<int>(m_columns.size()); }
    int count() const; ///< of maps; a flat layer is shown as one
    QSize size() const; ///< values of a map of the first column
    bool isFlat() const; ///< a layer of single values, shown as rows of them
    const Shown &column(int column) const { return at(column); }
    const Cell &cell(int column, int map) const; ///< made when it is first asked for
    bool isDead(int column, int map) const; ///< no value but 0; never so of images
    QString title(int column, int map) const;
    QString shortTitle(int column, int map) const; ///< for little room: "12", beside it "relu1"
    bool showsGradients(int column) const;
    /// "map 1, row 2, column 3: 0.5", whatever is shown and on whatever scale; with gradient.
    QString textOf(int column, const MapPlace &place) const;
    /// "-0.1 … 0.4, mean 0.2"
    QString figuresText(int column, int map) const;
    /// The value's place by column and row of the image; none beyond the values.
    std::optional<MapPlace> placeAt(int column, int map, int x, int y) const;
    bool contains(const MapPlace &place) const;
    std::size_t built() const { return m_built; } ///< images made since set()

private:
    struct Column : Shown {
        std::span<const float> values; // what is shown
        mutable std::optional<ColourScale> scale; // of the layer, all columns of its name
        mutable std::vector<std::optional<Cell>> cells;
    };
    const Column &at(int column) const { return m_columns[std::size_t(column)]; }
    std::span<const float> valuesOf(const Column &column, int map) const;
    ColourScale fitting(const Column &column, std::span<const float> values) const;
    ColourScale scaleOf(const Column &column, int map) const;
    const ColourScale &layerScale(const Column &column) const;
    void forget();

    std::vector<Column> m_columns;
    MapScale m_scale = MapScale::PerLayer;
    ColourScale m_overAll;
    MapQuantity m_quantity = MapQuantity::Values;
    mutable std::size_t m_built = 0;
};

} // namespace convscope
