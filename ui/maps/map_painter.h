// SPDX-License-Identifier: GPL-3.0-or-later
// MapPainter: how a scene of maps is drawn. MapGrid makes one each time it is painted. GUI thread
// only.
#pragma once
#include "ui/maps/map_scene.h"
#include <QColor>

class QPainter;
class QWidget;

namespace convscope {

/// With the letters, colours and focus of the widget.
class MapPainter {
public:
    MapPainter(QPainter &painter, const MapScene &scene, const QWidget &widget);
    void paint();

private:
    void paintMaps();
    void paintMap(int index, int column);
    QColor inkOn(int index, int column) const;
    void paintEdit(int index, int column);
    void paintCaption(int index, int column);
    void paintFigures();
    void paintMarks(int index, int column);
    void paintFrame(const QRect &rect, int column, const QRect &values);
    void paintLegends();
    void paintLegend(const QRect &bar, int column);
    QString legendNote(int column) const;

    QPainter &m_painter;
    const MapScene &m_scene;
    const MapColumns &m_maps; // of the scene
    const QWidget &m_widget;
};

} // namespace convscope
