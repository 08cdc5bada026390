// SPDX-License-Identifier: GPL-3.0-or-later
// ValueView: the numbers a network gets of one image: each channel in the colours of a scale, how
// often which values occur, and the scale itself. GUI thread only.
#pragma once
#include "core/inspect/maps/colour_map.h"
#include "core/tensor/tensor.h"
#include <QImage>
#include <QWidget>
#include <vector>

namespace convscope {

class ValueView : public QWidget {
    Q_OBJECT
public:
    static constexpr int kBins = 48;

    explicit ValueView(QWidget *parent = nullptr);

    /// [C][H][W]; one channel or three.
    void setValues(std::vector<float> values, const Shape &shape);
    const std::vector<float> &values() const { return m_values; }
    double least() const { return m_least; }
    double mean() const { return m_mean; }
    double most() const { return m_most; }
    /// How many values lie in each of kBins equal steps from least() to most().
    const std::vector<std::size_t> &histogram() const { return m_histogram; }
    /// "row 3, column 5: 0.42"; empty beside the images.
    QString textAt(const QPoint &position) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    void measure();
    QRect planesRoom() const;
    QRect planeRect(int channel) const;
    void paintHistogram(QPainter &painter, const QRect &room) const;
    void paintScale(QPainter &painter, const QRect &bar) const;

    std::vector<float> m_values;
    Shape m_shape;
    ColourScale m_scale;
    std::vector<QImage> m_planes;
    std::vector<std::size_t> m_histogram;
    double m_least = 0, m_mean = 0, m_most = 0;
};

} // namespace convscope
