// SPDX-License-Identifier: GPL-3.0-or-later
// KernelGrid: the filters of a convolution, each as a row of small images, one an input channel.
#pragma once
#include "core/inspect/maps/colour_map.h"
#include "core/tensor/tensor.h"
#include <QAbstractScrollArea>
#include <vector>

namespace convscope {

/// Where filters lie: their channels in a row, and several filters beside each other where there
/// is room. Pure geometry.
struct KernelLayout {
    int filters = 0, channels = 0;
    int perLine = 1; ///< filters beside each other
    QSize cell; ///< the size of one channel; all weights equally large
    int label = 0, gap = 0;
    QSize size() const;
    QRect cellRect(int filter, int channel) const;
    QRect labelRect(int filter) const;
    int filterWidth() const { return label + channels * (cell.width() + gap) + gap; }
};
/// For filters of `kernel` weights in `width` pixels of room, with letters `line` high.
KernelLayout layOutKernels(int filters, int channels, const QSize &kernel, int width, int line);

class KernelGrid : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit KernelGrid(QWidget *parent = nullptr);
    /// [out, in, kh, kw]; empty: nothing to show.
    void setKernels(const Tensor &weight);
    bool isEmpty() const { return m_values.empty(); }
    const KernelLayout &kernelLayout() const { return m_layout; }
    /// "filter 1, input channel 1, row 2, column 3: -0.25"; the tooltip where there is no weight.
    QString textAt(const QPoint &position) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    QPoint shift() const; // from the layout to the viewport
    void layOut();
    void paintFilter(QPainter &painter, int filter) const;
    void paintLegend(QPainter &painter) const;
    QRect kernelSpace() const;

    std::vector<float> m_values;
    QSize m_kernel; // weights across and down
    ColourScale m_scale;
    KernelLayout m_layout;
};

} // namespace convscope
