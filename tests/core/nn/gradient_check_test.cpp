// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/gradient_check.h"
#include <gtest/gtest.h>

using namespace convscope;

TEST(GradientCheck, ARightGradientPassesAndAWrongOneDoesNot)
{
    Scalar x = 2;
    const auto cube = [&] {
        return x * x * x;
    };
    EXPECT_LT(gradientError(x, 12, 1, cube), 1e-7);
    EXPECT_EQ(x, 2) << "the variable is back where it was";
    EXPECT_NEAR(gradientError(x, 12.12, 1, cube), 0.01, 1e-4);
    EXPECT_NEAR(gradientError(x, -12, 1, cube), 2, 1e-6);
}

TEST(GradientCheck, AKinkBesideThePlaceDoesNotCount)
{
    Scalar x = 5e-7; // the first step crosses zero, the third does not
    const auto relu = [&] {
        return std::max(x, Scalar(0));
    };
    EXPECT_GT(relativeError(1, centralDifference(x, 1e-5, relu), 1), 0.1);
    EXPECT_LT(gradientError(x, 1, 1, relu), 1e-7);
    EXPECT_NEAR(gradientError(x, 0, 1, relu), 0.525, 1e-3) << "the wrong side of the kink";
}

TEST(GradientCheck, RoundingOfAFlatFunctionIsNoGradient)
{
    Scalar x = 0.7;
    const auto flat = [&] { // what is added and taken away again leaves the last bits changed
        const Scalar large = x * 10 + 123.45;
        return 1 + (large - x * 10 - 123.45);
    };
    EXPECT_GT(relativeError(0, centralDifference(x, 1e-7, flat), 1e-4), 1e-6);
    EXPECT_LT(gradientError(x, 0, 1e-4, flat), 1e-6);
    EXPECT_GT(gradientError(x, 1e-6, 1e-4, flat), 5e-3) << "a wrong one is still found";
}

TEST(GradientCheck, ErrorsAreSharesOfTheLargerValue)
{
    EXPECT_DOUBLE_EQ(relativeError(200, 100, 1), 0.5);
    EXPECT_DOUBLE_EQ(relativeError(100, 200, 1), 0.5);
    EXPECT_DOUBLE_EQ(relativeError(0.25, 0, 1), 0.25) << "small values are taken as they are";
    EXPECT_EQ(relativeError(NAN, 1, 1), HUGE_VAL);
    EXPECT_EQ(relativeError(1, HUGE_VAL, 1), HUGE_VAL);
}
