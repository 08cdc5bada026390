// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of ChartView; for its own source files only.
#pragma once
#include "ui/charts/chart_view.h"
#include <QChart>
#include <QChartView>
#include <QLineSeries>
#include <QLogValueAxis>
#include <QRubberBand>
#include <QScatterSeries>
#include <QValueAxis>
#include <algorithm>

namespace convscope {

/// The view itself: QChartView with bands behind the curves and a crosshair before them.
class ChartView::Impl : public QChartView {
public:
    Impl(ChartView &owner, const QString &title, Kind kind);

    void refresh();
    void setLog(bool on);
    void followTheme();
    QString valueText(double value) const;

    ChartView &owner;
    QString title;
    Kind kind;
    Data curves;
    bool logScale = false;
    std::optional<Range> zoomX, zoomY;
    std::optional<double> crosshair;
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
    void leaveEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    QXYSeries *addSeries(QXYSeries *series, const QString &name);
    double bottom() const { return logScale ? logAxis->min() : yAxis->min(); }
    Range fittingX() const;
    Range fittingY(const Range &x) const;
    void setAxes(const Range &x, const Range &y);
    BaselineLook baselineLook() const;
    QStringList crosshairText(double x) const;
    QPointF valueAt(const QPoint &position) const
    {
        return chart()->mapToValue(mapToScene(position), raw);
    }
    QPointF positionOf(double x, double y) const { return chart()->mapToPosition({ x, y }, raw); }

    QRubberBand m_band { QRubberBand::Rectangle, this };
    QPoint m_pressedAt;
};

/// The last point at or before x.
inline const CurvePoint *pointAt(std::span<const CurvePoint> points, double x)
{
    const auto after = std::ranges::upper_bound(points, x, {}, &CurvePoint::x);
    return after == points.begin() ? nullptr : &*(after - 1);
}

} // namespace convscope
