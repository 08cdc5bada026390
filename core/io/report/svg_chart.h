// SPDX-License-Identifier: GPL-3.0-or-later
// Charts as SVG elements inside an HTML page, whose style sheet gives them their colours by class.
// Pure functions.
#pragma once
#include "core/curves/curve_layout.h"
#include "core/train/measure/evaluation_measures.h"
#include <string>

namespace convscope {

struct SvgSeries {
    std::string look; ///< CSS class: "raw", "training", "validation", "rate"
    std::vector<CurvePoint> points; ///< sorted by x; thinned out here
    bool dots = false; ///< a dot at each point, too
};

struct SvgChart {
    std::string description; ///< read out instead of the image
    std::vector<SvgSeries> series;
    std::vector<double> epochEnds; ///< last batch of each epoch; every other one is shaded
    double best = 0; ///< batch of the best model; 0: no marker
    bool percent = false; ///< values are shares
    bool fromZero = false; ///< the axis begins there, whatever the values
    int height = 220;
};

/// An <svg> with axes, ticks and the curves; a sentence where no value can be drawn.
std::string svgLines(const SvgChart &chart);

/// The reliability diagram: accuracy of each bin as a bar, against the diagonal where it would be
/// as often right as it is sure; the numbers of images above the bars.
std::string svgReliability(const Calibration &calibration);

} // namespace convscope
