// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/curves/curve_layout.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

using namespace convscope;

namespace {

std::vector<CurvePoint> line(std::size_t count)
{
    std::vector<CurvePoint> points;
    for (std::size_t i = 0; i < count; ++i)
        points.push_back({ double(i + 1), 1 + 0.1 * std::sin(double(i) / 50) });
    return points;
}

std::vector<double> smoothed(double weight, const std::vector<double> &values)
{
    Smoother smoother(weight);
    std::vector<double> result;
    for (const double value : values)
        result.push_back(smoother.next(value));
    return result;
}

} // namespace

TEST(Smoothing, IsDebiasedAndTheIdentityAtWeightZero)
{
    const auto result = smoothed(0.6, { 1, 0.5, 0 });
    EXPECT_DOUBLE_EQ(result[0], 1);
    EXPECT_DOUBLE_EQ(result[1], 0.6875);
    EXPECT_NEAR(result[2], 0.33673, 1e-5);
    EXPECT_EQ(smoothed(0, { 3, -1, 7 }), (std::vector<double> { 3, -1, 7 }));
}

TEST(Smoothing, LetsWhatIsNotFinitePassUncounted)
{
    const auto with = smoothed(0.6, { 1, HUGE_VAL, 0.5 });
    EXPECT_EQ(with[1], HUGE_VAL);
    EXPECT_DOUBLE_EQ(with[2], smoothed(0.6, { 1, 0.5 })[1]);
    EXPECT_TRUE(std::isnan(smoothed(0.6, { 1, NAN })[1]));
}

TEST(ThinningOut, KeepsEverySingleSpikeOfAMillionBatches)
{
    std::vector<CurvePoint> points = line(1'000'000);
    for (std::size_t spike = 777; spike < points.size(); spike += 99'991)
        points[spike].y = spike % 2 ? 9 : -9;
    const auto thin = thinOut(points, 0, 1e7, 1000);
    EXPECT_LE(thin.size(), 1000U);
    for (std::size_t spike = 777; spike < points.size(); spike += 99'991)
        EXPECT_NE(std::ranges::find(thin, points[spike]), thin.end()) << "the spike at " << spike;
    EXPECT_TRUE(std::ranges::is_sorted(thin, {}, &CurvePoint::x));
}

TEST(ThinningOut, ShowsFewPointsAsTheyAreAndOnlyTheRequestedPart)
{
    const auto points = line(100);
    EXPECT_EQ(thinOut(points, 0, 1000, 1000), points);
    const auto part = thinOut(points, 40, 50, 1000);
    EXPECT_EQ(part.front().x, 39) << "one more, so that the line reaches the edge";
    EXPECT_EQ(part.back().x, 51);
    EXPECT_TRUE(thinOut({}, 0, 1, 10).empty());
    std::vector<CurvePoint> gap { { 1, 1 }, { 2, NAN }, { 3, 1 } };
    EXPECT_EQ(thinOut(gap, 0, 9, 10).size(), 2U);
}

TEST(Labels, StandApartInTheirOrderAndAsNearAsCanBe)
{
    const std::vector<double> far { 10, 50, 90 };
    EXPECT_EQ(spreadLabels(far, 10, 0, 100), far);
    const auto spread = spreadLabels(std::vector<double> { 50, 51, 52 }, 10, 0, 100);
    EXPECT_EQ(spread, (std::vector<double> { 50, 60, 70 }));
    const auto edge = spreadLabels(std::vector<double> { 0, 97, 99 }, 10, 0, 100);
    EXPECT_EQ(edge, (std::vector<double> { 5, 85, 95 }));
    const auto crowded = spreadLabels(std::vector<double>(5, 3.0), 10, 0, 20);
    EXPECT_EQ(crowded, (std::vector<double> { 2, 6, 10, 14, 18 })) << "overlapping evenly";
    EXPECT_TRUE(spreadLabels({}, 10, 0, 100).empty());
}

TEST(Ranges, AreRoundAndNeverEmpty)
{
    EXPECT_EQ(niceRange(0, 2.31), (Range { 0, 2.5 }));
    const Range same = niceRange(3, 3);
    EXPECT_LT(same.low, 3);
    EXPECT_GT(same.high, 3);
    EXPECT_DOUBLE_EQ(niceStep(10, 5), 2);
    EXPECT_DOUBLE_EQ(niceStep(0.9, 5), 0.2);
}

TEST(Ranges, AGrowingAxisStandsStillMostOfTheTime)
{
    int jumps = 0;
    for (int x = 1; x < 10'000; ++x) {
        EXPECT_GE(growingEnd(x), x);
        jumps += growingEnd(x) != growingEnd(x - 1);
    }
    EXPECT_LT(jumps, 40);
}
