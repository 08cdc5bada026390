// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of ChartView; for its own source files only.
#pragma once
#include "ui/charts/chart_plot.h"
#include <QRubberBand>

namespace convscope {

/// The view itself: QChartView with bands behind the curves and marks before them.
class ChartView::Impl : public QChartView {
public:
    Impl(ChartView &owner, const QString &title, Kind kind);

    void followTheme();
    void zoom(std::optional<Range> x, std::optional<Range> y); ///< as the person wishes

    ChartView &owner;
    ChartState state;
    ChartPlot plot;

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
    void pan(double x, double y);
    void zoomAbout(double x, double factor);
    void zoomVertically(double y, double factor);
    void moveCrosshair(std::optional<double> x);
    void stepCrosshair(int by);

    QRubberBand m_band { QRubberBand::Rectangle, this };
    QPoint m_pressedAt;
    struct Pan {
        QPoint from;
        Range x, y;
    };
    std::optional<Pan> m_pan;
};

} // namespace convscope
