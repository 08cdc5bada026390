// SPDX-License-Identifier: GPL-3.0-or-later
// ChartPlot: the curves, axes and legend of a chart, as Qt Charts has them. The inside of ChartView
// refreshes it, drawing asks it where things are; for those files only. GUI thread only.
#pragma once
#include "ui/charts/chart_state.h"
#include <QChart>
#include <QChartView>
#include <QLineSeries>
#include <QLogValueAxis>
#include <QScatterSeries>
#include <QValueAxis>

namespace convscope {

/// Drawn by ourselves, without smooth edges: a thousand ups and downs in a line take Qt Charts
/// longer than all the rest.
struct FaintLine {
    std::vector<CurvePoint> points;
    QColor colour;
};

class ChartPlot {
public:
    /// Both must outlive it; the view owns what is made here, with its chart.
    ChartPlot(QChartView &view, const ChartState &state);
    void refresh(); ///< there is something else in the state
    void swapScales(); ///< the state's scale is the other one; call refresh() next
    void followTheme();
    void layOut(); ///< the plot and the legend

    QRectF area() const { return chart().plotArea(); }
    Range shownX() const { return { m_x->min(), m_x->max() }; }
    Range shownY() const;
    double tickStep() const { return m_x->tickInterval(); }
    QPointF valueAt(const QPoint &position) const; ///< in the view
    QPointF positionOf(double x, double y) const { return chart().mapToPosition({ x, y }, m_raw); }
    double pixelsOf(double x) const { return positionOf(x, shownY().low).x(); }
    const std::vector<FaintLine> &faint() const { return m_faint; } ///< the present run's first
    QColor batchColour() const { return m_raw->pen().color(); }
    QColor smoothedColour() const { return m_smoothed->pen().color(); }
    int shownPoints() const; ///< of the present run's curves

private:
    struct OtherSeries {
        QLineSeries *strong, *dashed;
    };
    QChart &chart() const { return *m_view.chart(); }
    void addFixedSeries();
    QXYSeries *add(QXYSeries *series, const QString &name);
    void hideInLegend(QAbstractSeries *series);
    void fitOthers();
    Range fittingY(const Range &x) const;
    void setAxes(const Range &x, const Range &y);

    QChartView &m_view;
    const ChartState &m_state;
    QLineSeries *m_raw, *m_smoothed, *m_validationLine;
    QScatterSeries *m_validation, *m_best;
    QValueAxis *m_x, *m_y;
    QLogValueAxis *m_log;
    std::vector<OtherSeries> m_others;
    std::vector<FaintLine> m_faint; // of the present run, then of the others
};

} // namespace convscope
