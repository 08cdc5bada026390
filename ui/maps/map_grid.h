// SPDX-License-Identifier: GPL-3.0-or-later
// MapGrid: all maps of a layer at once, or of several layers side by side, as large as fits; one of
// them alone, with its figures; values to point at and to choose. What is shown is a MapScene. GUI
// thread only.
#pragma once
#include "ui/maps/map_scene.h"
#include <QAbstractScrollArea>

namespace convscope {

class MapGrid : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit MapGrid(QWidget *parent = nullptr);
    /// Sets the maps that are shown from now on; an enlarged map and a chosen value stay where they
    /// still exist.
    void setColumns(std::vector<MapColumn> columns);
    /// `overAll` is the scale of MapScale::OverAll.
    void setScale(MapScale scale, const ColourScale &overAll);
    void setQuantity(MapQuantity quantity);
    /// Frames in the maps they belong to; those before are gone.
    void setMarks(std::vector<MapMark> marks);
    const MapScene &scene() const { return m_scene; }
    void enlarge(int index); ///< −1: back to the grid
    /// As if the person had clicked it: it is enlarged, and arrow keys go on from there.
    void choosePlace(const MapPlace &place);
    void leavePlace(); ///< no value is chosen any more
    /// Processor time spent on painting so far, with making the images that came into sight.
    double paintSeconds() const { return m_paintSeconds; }

Q_SIGNALS:
    void placeChosen(const convscope::MapPlace &place); ///< of an enlarged map, by click or key
    void placeLeft(); ///< no value is chosen any more
    void menuRequested(const QString &layer, int map, const QPoint &global);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void layOut();
    bool movePlace(int key);
    bool moveCurrent(int key);
    void step(int maps);
    void chooseMiddle();

    MapScene m_scene;
    double m_paintSeconds = 0;
};

} // namespace convscope
