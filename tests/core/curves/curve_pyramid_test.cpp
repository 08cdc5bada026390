// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/curves/curve_pyramid.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

using namespace convscope;

namespace {

struct Both { // one curve, kept in two ways
    std::vector<CurvePoint> points;
    CurvePyramid pyramid;

    void append(double y)
    {
        pyramid.append(y);
        points.push_back({ xOf(points.size()), double(float(y)) });
    }
    static double xOf(std::size_t i) { return double(i) * 0.5 + 1; }
    CurveView view() const { return { pyramid, xOf }; }
};

Both randomCurve(std::size_t count)
{
    Both both;
    Rng rng(7, 1);
    for (std::size_t i = 0; i < count; ++i)
        both.append(i % 37 == 5 ? NAN : std::floor(rng.uniform() * 50)); // with many equal ones
    return both;
}

} // namespace

TEST(CurvePyramid, DrawsWhatLookingAtEveryPointWouldAtAnyLengthAndZoom)
{
    for (const std::size_t count : { 0U, 1U, 15U, 16U, 17U, 255U, 257U, 4095U, 4097U, 70'001U }) {
        const Both both = randomCurve(count);
        const double end = Both::xOf(count);
        for (const Range range : { Range { 0, end }, Range { end / 3, end / 2 },
                 Range { end / 2, end / 2 + 3 }, Range { end + 5, end + 9 }, Range { -9, -5 } })
            for (const std::size_t most : { 1U, 10U, 333U, 1000U })
                EXPECT_EQ(both.view().thinOut(range.low, range.high, most),
                    thinOut(both.points, range.low, range.high, most))
                    << count << " points, " << range.low << " to " << range.high;
    }
}

TEST(CurvePyramid, KeepsASpikeOfOneBatchAmongAMillion)
{
    Both both;
    for (int i = 0; i < 1'000'000; ++i)
        both.append(i == 654'321 ? 9 : 1);
    const auto thin = both.view().thinOut(0, 1e7, 1000);
    EXPECT_LE(thin.size(), 1000U);
    EXPECT_NE(std::ranges::find(thin, CurvePoint { Both::xOf(654'321), 9 }), thin.end());
}

TEST(CurvePyramid, TakesFewBytesAValue)
{
    CurvePyramid pyramid;
    constexpr std::size_t kCount = 1U << 20U; // as many as vectors that double have room for
    for (std::size_t i = 0; i < kCount; ++i)
        pyramid.append(double(i));
    EXPECT_LT(double(pyramid.bytes()) / kCount, 4.7);
    pyramid.clear();
    EXPECT_EQ(pyramid.size(), 0U);
    pyramid.append(NAN);
    EXPECT_EQ(pyramid.extremes(0, 1).low, CurvePyramid::kNone);
}

TEST(CurveViews, FindThePointAtAPlace)
{
    const Both both = randomCurve(100);
    for (const CurveView &view : { both.view(), CurveView(both.points) }) {
        EXPECT_FALSE(view.pointAt(0.5));
        EXPECT_EQ(view.pointAt(1)->x, 1);
        EXPECT_EQ(view.pointAt(3.2)->x, 3);
        EXPECT_EQ(view.pointAt(1e9)->x, Both::xOf(99));
    }
    EXPECT_FALSE(CurveView().pointAt(1));
}
