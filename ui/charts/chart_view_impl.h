// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of ChartView; for its own source files only.
#pragma once
#include "ui/charts/chart_state.h"
#include <QChart>
#include <QChartView>
#include <QLineSeries>
#include <QLogValueAxis>
#include <QRubberBand>
#include <QScatterSeries>
#include <QValueAxis>
#include <algorithm>

namespace convscope {

/// The view itself: QChartView with bands behind the curves and marks before them.
class ChartView::Impl : public QChartView {
public:
    Impl(ChartView &owner, const QString &title, Kind kind);

    void refresh();
    void setLog(bool on);
    void followTheme();
    void zoom(std::optional<Range> x, std::optional<Range> y); ///< as the person wishes
    void layOut(); ///< the plot and the legend
    int faintPoints() const; ///< of the present run

    ChartView &owner;
    ChartState state;
    QLineSeries *raw, *smoothed, *validationLine;
    QScatterSeries *validation, *best;
    QValueAxis *xAxis, *yAxis;
    QLogValueAxis *logAxis;

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct OtherSeries {
        QLineSeries *strong, *dashed;
    };
    /// Drawn by ourselves, without smooth edges: a thousand ups and downs in a line take Qt Charts
    /// longer than all the rest.
    struct FaintLine {
        std::vector<CurvePoint> points;
        QColor colour;
    };
    void addFixedSeries();
    QXYSeries *addSeries(QXYSeries *series, const QString &name);
    void hideInLegend(QAbstractSeries *series);
    void fitOthers();
    double bottom() const { return state.logScale ? logAxis->min() : yAxis->min(); }
    Range shownX() const { return { xAxis->min(), xAxis->max() }; }
    Range shownY() const;
    Range fittingY(const Range &x) const;
    void setAxes(const Range &x, const Range &y);
    void pan(double x, double y);
    void zoomAbout(double x, double factor);
    void zoomVertically(double y, double factor);
    void moveCrosshair(std::optional<double> x);
    void stepCrosshair(int by);
    BaselineStyle baselineLook() const;
    QFont smallFont() const;
    void drawTicks(QPainter &painter) const;
    void drawBands(QPainter &painter) const;
    void drawFaint(QPainter &painter) const;
    void drawMarks(QPainter &painter) const;
    void drawNames(QPainter &painter) const;
    void drawSelected(QPainter &painter) const;
    void drawCrosshair(QPainter &painter) const;
    void drawEmptyText(QPainter &painter) const;
    QPointF valueAt(const QPoint &position) const
    {
        return chart()->mapToValue(mapToScene(position), raw);
    }
    QPointF positionOf(double x, double y) const { return chart()->mapToPosition({ x, y }, raw); }
    double pixelsOf(double x) const { return positionOf(x, bottom()).x(); }

    std::vector<OtherSeries> m_others;
    std::vector<FaintLine> m_faint; // of the present run, then of the others
    QRubberBand m_band { QRubberBand::Rectangle, this };
    QPoint m_pressedAt;
    struct Pan {
        QPoint from;
        Range x, y;
    };
    std::optional<Pan> m_pan;
};

} // namespace convscope
