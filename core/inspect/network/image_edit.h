// SPDX-License-Identifier: GPL-3.0-or-later
// The edits that a person makes to an image to see how the answer follows: pen strokes, then
// turning, moving, blurring, darkening. Pure functions; a setting that changes nothing changes no
// byte.
#pragma once
#include "core/data/prepare/preprocessing.h"
#include <array>
#include <string_view>

namespace convscope {

/// In pixels of the image; (0.5, 0.5) is the middle of the first.
struct PenPoint {
    double x = 0, y = 0;
    friend bool operator==(const PenPoint &, const PenPoint &) = default;
};

/// A line with round ends through all points; a single point is a dot.
struct PenStroke {
    std::vector<PenPoint> points;
    double width = 1; ///< in pixels of the image
    std::array<std::uint8_t, 3> colour {}; ///< R, G, B; of a grey image its grey counts
    friend bool operator==(const PenStroke &, const PenStroke &) = default;
};

struct Adjustment {
    double turn = 0; ///< degrees, clockwise, about the middle
    double right = 0, down = 0; ///< shares of the image's width and height
    double blur = 0; ///< deviation of the Gaussian, as a share of the longer side
    double brightness = 1; ///< factor of every value
    friend bool operator==(const Adjustment &, const Adjustment &) = default;
};

struct AdjustmentKind {
    std::string_view name; ///< "turn", for files and lists
    double Adjustment::*value;
    double least, most;
};
/// In the order in which they take effect.
std::span<const AdjustmentKind> adjustmentKinds();

struct ImageEdit {
    bool onNetworkInput = false; ///< the image is first prepared as the network gets it
    std::vector<PenStroke> strokes;
    Adjustment adjustment;
    bool changesSomething() const { return *this != ImageEdit {}; }
    friend bool operator==(const ImageEdit &, const ImageEdit &) = default;
};

/// As the network sees it, but an image again: preparing it once more changes nothing.
Image preparedImage(const Image &image, const Preprocessing &preprocessing);
/// Each stroke's edge is smooth; where one goes over itself it is as dark as elsewhere.
Image withStrokes(Image image, std::span<const PenStroke> strokes);
/// Places that come from outside repeat the edge. @throws Error where a side is beyond 16 bits.
Image adjusted(Image image, const Adjustment &adjustment);
/// All of it: prepared, drawn on, adjusted.
Image edited(const Image &image, const ImageEdit &edit, const Preprocessing &preprocessing);

/// The median of the outermost pixels, channel by channel: what erasing paints with.
std::array<std::uint8_t, 3> edgeColour(const Image &image);

} // namespace convscope
