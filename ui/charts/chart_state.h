// SPDX-License-Identifier: GPL-3.0-or-later
// ChartState: what a chart shows of which curves, and what can be said of it. The parts of a
// ChartView share one; without widgets, and without Qt Charts. GUI thread only.
#pragma once
#include "ui/charts/chart_view.h"

namespace convscope {

struct ChartState {
    QString title;
    ChartView::Kind kind = ChartView::Kind::Plain;
    QString emptyText = ChartView::tr("Nothing to show yet.");
    ChartView::Data curves {};
    bool logScale = false;
    std::optional<Range> zoomX {}, zoomY {}; ///< none: all there is
    std::optional<double> crosshair {}, selected {};
    double nameRoom = 0; ///< pixels right of the plot

    std::vector<CurveView> allCurves() const;
    bool isEmpty() const; ///< there are no curves
    Range fittingX() const; ///< all there is, and what is planned
    double snapped(double x) const; ///< to the nearest batch, where there are any
    /// The batch that many after the crosshair's; the newest without a crosshair, none without
    /// batches.
    std::optional<double> batchBeside(int by) const;
    bool canShow(const std::optional<CurvePoint> &point) const; ///< on the vertical axis
    QString valueText(double value) const;
    QString description() const; ///< the figures of now, for who does not see the curves
};

} // namespace convscope
