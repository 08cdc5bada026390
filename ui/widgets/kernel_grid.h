// SPDX-License-Identifier: GPL-3.0-or-later
// KernelGrid: the filters of a convolution, one row a filter, one column an input channel.
#pragma once
#include "core/tensor/tensor.h"
#include <QAbstractScrollArea>

namespace convscope {

class KernelGrid : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit KernelGrid(QWidget *parent = nullptr);
    /// [out, in, kh, kw]; empty: nothing to show.
    void setKernels(const Tensor &weight);
    bool isEmpty() const { return m_weight.size() == 0; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    int cellSize() const;
    QPoint cellOrigin(int filter, int channel) const; // in the viewport
    void layOut();
    QString textAt(const QPoint &position) const;
    Tensor m_weight;
};

} // namespace convscope
