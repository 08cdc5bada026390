// SPDX-License-Identifier: GPL-3.0-or-later
// DrawnImage: an image with strokes, no larger than the screen needs, so that drawing stays fluent
// on photographs. Knows no widgets.
#pragma once
#include "core/inspect/network/image_edit.h"
#include <QImage>
#include <QRectF>
#include <memory>
#include <optional>
#include <vector>

namespace convscope {

/// ImageCanvas shows it. shown() and rectIn() need a base.
class DrawnImage {
public:
    /// Null: nothing to draw on. What was drawn on the one before is gone.
    void setBase(std::shared_ptr<const Image> base);
    const std::shared_ptr<const Image> &base() const { return m_base; }
    void setStrokes(std::vector<PenStroke> strokes);

    QImage shown(const std::optional<PenStroke> &current) const; ///< with one being drawn
    int shownWidth() const { return m_small.width; } ///< of shown(), in pixels
    /// In pixels of the base, where the pen is so wide as a share of its shorter side.
    double penWidth(double share) const;
    QRectF rectIn(const QRect &room) const; ///< where the image is shown

private:
    std::vector<PenStroke> onShown(const std::vector<PenStroke> &strokes) const;
    void redraw();

    std::shared_ptr<const Image> m_base;
    Image m_small; // the base as it is shown
    Image m_finished; // m_small with m_strokes
    std::vector<PenStroke> m_strokes;
};

} // namespace convscope
