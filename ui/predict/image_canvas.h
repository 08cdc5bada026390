// SPDX-License-Identifier: GPL-3.0-or-later
// ImageCanvas: an image to draw on, by mouse, pen or keys. GUI thread only.
#pragma once
#include "ui/predict/drawn_image.h"
#include <QWidget>

namespace convscope {

class ImageCanvas : public QWidget {
    Q_OBJECT
public:
    explicit ImageCanvas(QWidget *parent = nullptr);

    /// Null: nothing to draw on.
    void setBase(std::shared_ptr<const Image> base);
    const std::shared_ptr<const Image> &base() const { return m_image.base(); }
    void setStrokes(std::vector<PenStroke> strokes);
    /// As a share of the image's shorter side.
    void setPenWidth(double share);
    void setPenColour(const std::array<std::uint8_t, 3> &colour) { m_colour = colour; }
    /// The place of the image under a point of the widget, and back.
    PenPoint imageAt(const QPointF &point) const;
    QPointF pointAt(const PenPoint &place) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void drawing(const convscope::PenStroke &stroke); ///< as far as it goes by now
    void drawn(const convscope::PenStroke &stroke); ///< the pen was lifted

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    PenStroke strokeFrom(std::vector<PenPoint> points) const;
    void moveCross(double right, double down, bool draw);

    DrawnImage m_image;
    std::optional<PenStroke> m_current; // being drawn
    std::optional<QPointF> m_pointer; // where the mouse is
    std::optional<PenPoint> m_cross; // where the keys are
    double m_widthShare = 0.08;
    std::array<std::uint8_t, 3> m_colour { 255, 255, 255 };
};

} // namespace convscope
