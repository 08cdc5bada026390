// SPDX-License-Identifier: GPL-3.0-or-later
// The shape of a curve before anybody paints it: smoothing, thinning out, ranges. Pure functions.
#pragma once
#include <span>
#include <vector>

namespace convscope {

struct CurvePoint {
    double x = 0, y = 0;
    friend bool operator==(const CurvePoint &, const CurvePoint &) = default;
};

/// Running average, corrected for its start: s = weight·s + (1 − weight)·y, shown as s / (1 −
/// weightᵗ). Weight 0 changes nothing. Values that are not finite pass through and do not count.
class Smoother {
public:
    explicit Smoother(double weight)
        : m_weight(weight)
    {
    }
    double next(double value);

private:
    double m_weight;
    double m_sum = 0, m_share = 0; // m_share: 1 − weightᵗ
};

/// At most `most` of the points of [fromX, toX] (sorted by x), and one more on each side, such that
/// the image stays the same: the lowest and highest of each of most/2 columns. A single outlier
/// never disappears. Points that are not finite are left out.
std::vector<CurvePoint> thinOut(
    std::span<const CurvePoint> points, double fromX, double toX, std::size_t most);

struct Range {
    double low = 0, high = 1;
    friend bool operator==(const Range &, const Range &) = default;
};

/// A range with round ends that holds low…high with a little air above; never empty.
Range niceRange(double low, double high);
/// Where to put labels of `height` that belong to the places `at` (ascending) between low and high:
/// as near to them as goes without any two touching, in the same order. Their centres; where there
/// is too little room for all, they overlap evenly.
std::vector<double> spreadLabels(
    std::span<const double> at, double height, double low, double high);
/// The distance between ticks, 1, 2 or 5 times a power of ten, for about `ticks` of them.
double niceStep(double span, int ticks);
/// An upper end for a growing x: steps of a quarter, so that the axis stands still in between.
double growingEnd(double x);

} // namespace convscope
