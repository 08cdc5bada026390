// SPDX-License-Identifier: GPL-3.0-or-later
// ReliabilityDiagram: whether a network is as often right as it is sure. GUI thread only.
#pragma once
#include "core/train/measure/evaluation_measures.h"
#include <QWidget>

namespace convscope {

class ReliabilityDiagram : public QWidget {
    Q_OBJECT
public:
    explicit ReliabilityDiagram(QWidget *parent = nullptr);
    void setCalibration(const Calibration &calibration);
    QString textOfBin(std::size_t bin) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRectF frame() const; // the frame around the bars
    void paintAxes(QPainter &painter, const QRectF &frame) const;
    void paintBins(QPainter &painter, const QRectF &frame) const;

    Calibration m_calibration;
};

} // namespace convscope
