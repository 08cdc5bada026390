// SPDX-License-Identifier: GPL-3.0-or-later
// MapGrid: all maps of a layer at once, or of several layers side by side, as large as fits; one of
// them alone, with its figures; values to point at and to choose. GUI thread only.
#pragma once
#include "ui/maps/grid_layout.h"
#include "ui/maps/map_columns.h"
#include <QAbstractScrollArea>

namespace convscope {

class MapGrid : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit MapGrid(QWidget *parent = nullptr);
    /// The maps to show from now on; an enlarged map and a chosen value stay where they still
    /// exist.
    void setColumns(std::vector<MapColumn> columns);
    /// One layer alone. Null: empty.
    void setMaps(std::shared_ptr<const FeatureMaps> maps, const QString &layer);
    /// `overAll` is the scale of MapScale::OverAll.
    void setScale(MapScale scale, const ColourScale &overAll);
    void setQuantity(MapQuantity quantity);
    const MapColumns &maps() const { return m_maps; }
    int mapCount() const { return m_maps.count(); }
    /// Index of the map shown alone, or −1.
    int enlarged() const { return m_enlarged.value_or(-1); }
    void enlarge(int index); ///< −1: back to the grid
    /// "map 3, row 4, column 7: 0.123" and the map's figures; empty where there is no map.
    QString textAt(const QPoint &position) const;
    /// The value there; none where there is no map.
    std::optional<MapPlace> placeAt(const QPoint &position) const;
    /// Frames in the maps they belong to; those before are gone.
    void setMarks(std::vector<MapMark> marks);
    /// As if the person had clicked it: it is enlarged, and arrow keys go on from there.
    void choosePlace(const MapPlace &place);
    void leavePlace(); ///< no value is chosen any more
    const std::optional<MapPlace> &chosenPlace() const { return m_chosen; }
    /// Processor time spent on painting so far, with making the images that came into sight.
    double paintSeconds() const { return m_paintSeconds; }

Q_SIGNALS:
    void placePointed(const convscope::MapPlace &place); ///< by the mouse, resting nowhere
    void placeChosen(const convscope::MapPlace &place); ///< in an enlarged map, by click or key
    void placeLeft(); ///< no value is chosen any more
    void menuRequested(const QString &layer, int map, const QPoint &global);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    struct Hit {
        int column = 0;
        int map = 0;
        std::optional<MapPlace> place; // none beyond a flat layer's last value
    };
    std::optional<Hit> hitAt(const QPoint &position) const;
    GridContent content() const;
    void layOut();
    void describe();
    QRect gridSpace() const;
    QRect rectOf(int index, int column) const; // in the viewport
    bool movePlace(int key);
    bool moveCurrent(int key);
    void step(int maps);
    void chooseMiddle();

    void paintMaps(QPainter &painter) const;
    void paintMap(QPainter &painter, int index, int column) const;
    QString editOf(int index, int column) const; // by ablation; empty: it is as trained
    QColor inkOn(int index, int column) const;
    void paintEdit(QPainter &painter, int index, int column) const;
    int captionWidth() const;
    void paintCaption(QPainter &painter, int index, int column) const;
    void paintFigures(QPainter &painter) const;
    void paintMarks(QPainter &painter, int index, int column) const;
    void paintFrame(QPainter &painter, const QRect &rect, int column, const QRect &values) const;
    void paintLegends(QPainter &painter) const;
    void paintLegend(QPainter &painter, const QRect &bar, int column) const;
    std::vector<int> legendColumns() const;
    int legendHeight() const;
    QString legendNote(int column) const;

    MapColumns m_maps;
    GridLayout m_layout;
    EnlargedLayout m_alone; // while a map is enlarged
    bool m_shortTitles = false; // some would be cut off in the grid
    MapScale m_scale = MapScale::PerLayer;
    std::optional<int> m_enlarged;
    int m_current = 0; // where the keys are
    std::vector<MapMark> m_marks;
    std::optional<MapPlace> m_chosen, m_pointed;
    double m_paintSeconds = 0;
};

} // namespace convscope
