// SPDX-License-Identifier: GPL-3.0-or-later
// Values to colours, for maps and kernels on screen and in files. Pure functions.
#pragma once
#include <cstdint>
#include <span>

namespace convscope {

struct Rgb {
    std::uint8_t r = 0, g = 0, b = 0;
    friend bool operator==(const Rgb &, const Rgb &) = default;
};

/// Dark blue over teal to yellow for 0…1: lightness rises evenly, so that equal steps look equal
/// and nothing is lost in grey or for the colour-blind.
Rgb sequentialColour(double value);
/// Blue over white to red for −1…1: white is zero, the two signs are as light as each other.
Rgb divergingColour(double value);
Rgb greyColour(double value); ///< black to white for 0…1

/// How values become colours: grey for images, diverging around zero where both signs occur.
struct ColourScale {
    enum class Kind { Grey, Sequential, Diverging };
    Kind kind = Kind::Sequential;
    double low = 0, high = 1; ///< the values at the ends of the scale; −high and high if diverging

    /// Not-a-number shows as magenta.
    Rgb colour(double value) const;
};

/// The scale that fits `values`; finite ones count. `image`: they are an image's, so grey.
ColourScale scaleFor(std::span<const float> values, bool image);
/// The scale that both fit: diverging where one of them is.
ColourScale together(const ColourScale &a, const ColourScale &b);

} // namespace convscope
