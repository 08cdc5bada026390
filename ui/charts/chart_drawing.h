// SPDX-License-Identifier: GPL-3.0-or-later
// ChartDrawing: what a chart draws itself: bands, ticks, marks, names and the crosshair. The inside
// of ChartView makes one each time it is painted. GUI thread only.
#pragma once
#include "ui/charts/chart_plot.h"

namespace convscope {

class ChartDrawing {
public:
    /// With the letters and colours of the owner; `view` is all there is room for.
    ChartDrawing(QPainter &painter, const ChartState &state, const ChartPlot &plot,
        const QWidget &owner, const QRectF &view);
    void drawBehind(); ///< the curves of Qt Charts
    void drawBefore(); ///< them

private:
    BaselineStyle baselineLook() const;
    void drawEmptyText();
    void drawFaint();
    void drawBands();
    void drawTicks();
    void drawMarks();
    void drawNames();
    void drawSelected();
    void drawCrosshair();

    QPainter &m_painter;
    const ChartState &m_state;
    const ChartPlot &m_plot;
    const QWidget &m_owner;
    QRectF m_view;
};

} // namespace convscope
