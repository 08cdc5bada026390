// SPDX-License-Identifier: GPL-3.0-or-later
// MapGrid: all maps of a layer at once, as large as fits. GUI thread only.
#pragma once
#include "core/inspect/colour_map.h"
#include "core/inspect/feature_maps.h"
#include <QAbstractScrollArea>
#include <QImage>
#include <optional>

namespace convscope {

/// Which values share a colour scale.
enum class MapScale { PerMap, PerLayer, OverAll };

/// Where the cells of a grid lie. Pure geometry, so that it can be tested without a window.
struct GridLayout {
    int columns = 1, rows = 1;
    QSize cell; ///< of the map itself, without its caption
    QSize step; ///< from one cell to the next
    QSize size; ///< of it all
    QRect cellRect(int index) const;
};
/// The largest equal cells of `count` maps of `mapWidth` × `mapHeight` values that fit `space`; no
/// side shorter than `smallest`, below which the grid grows higher than the space and scrolls.
GridLayout layOutGrid(
    int count, int mapWidth, int mapHeight, const QSize &space, int captionHeight, int smallest);

class MapGrid : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit MapGrid(QWidget *parent = nullptr);
    /// Shares ownership, so that values can be read while they are on screen. Null: empty.
    void setMaps(std::shared_ptr<const FeatureMaps> maps, const QString &layer);
    /// `overAll` is the scale of MapScale::OverAll.
    void setScale(MapScale scale, const ColourScale &overAll);
    int mapCount() const;
    int enlarged() const
    {
        return m_enlarged.value_or(-1);
    } ///< index of the map shown alone, or −1
    void enlarge(int index); ///< −1: back to the grid
    /// "map 3, row 4, column 7: 0.123", or empty where there is no map.
    QString textAt(const QPoint &position) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Map {
        QImage image;
        ColourScale scale;
        bool dead = false; // nothing but zeros
    };
    void rebuild();
    void layOut();
    QRect rectOf(int index) const; // in the viewport
    int indexAt(const QPoint &position) const;
    QString caption(int index) const;
    QRect gridSpace() const;
    void paintLegend(QPainter &painter) const;

    std::shared_ptr<const FeatureMaps> m_source;
    const LayerMaps *m_layer = nullptr; // inside *m_source
    QString m_layerName;
    convscope::Shape m_shape; // of what is shown: flat layers are laid out as one map of rows
    std::vector<Map> m_maps;
    GridLayout m_layout;
    MapScale m_scale = MapScale::PerLayer;
    ColourScale m_overAll;
    std::optional<int> m_enlarged;
};

} // namespace convscope
