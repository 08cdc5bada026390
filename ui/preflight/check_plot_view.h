// SPDX-License-Identifier: GPL-3.0-or-later
// CheckPlotView: what a check before a run found, as a few bars or a small curve. GUI thread only.
#pragma once
#include "core/train/measure/preflight.h"
#include <QWidget>

namespace convscope {

class CheckPlotView : public QWidget {
    Q_OBJECT
public:
    explicit CheckPlotView(QWidget *parent = nullptr);
    void setImage(const CheckPlot &image);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintBars(QPainter &painter, const QRectF &frame) const;
    void paintCurve(QPainter &painter, const QRectF &frame) const;
    double shareY(double y) const; // 0: bottom, 1: top

    CheckPlot m_image;
    double m_low = 0, m_high = 1; // the range of y, or of its logarithm
};

} // namespace convscope
