// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rounding.h"
#include <cmath>
#include <gtest/gtest.h>

using namespace convscope;

TEST(Rounding, NoProbabilityOfASoftmaxIsAllOrNone)
{
    EXPECT_EQ(percentText(inner(1)), ">99.9 %");
    EXPECT_EQ(percentText(inner(0)), "<0.1 %");
    EXPECT_EQ(percentText(inner(0.5)), "50.0 %");
    EXPECT_EQ(percentText(inner(NAN)), kNoFigure);
}

TEST(Rounding, OneWrongOfManyIsNotAllRight)
{
    EXPECT_EQ(percentText(4000.0 / 4001), ">99.9 %");
    EXPECT_EQ(percentText(1.0 / 4001), "<0.1 %");
    EXPECT_EQ(percentText(4000.0 / 4001, 0), ">99 %");
    EXPECT_EQ(percentText(1.0 / 4001, 2), "0.02 %");
    EXPECT_EQ(fractionText(4000.0 / 4001), ">0.999");
    EXPECT_EQ(fractionText(1e-30), "<0.001");
    EXPECT_EQ(amountText(1e-5), "<0.0001");
}

TEST(Rounding, AllAndNoneAreSaidOfAllAndNone)
{
    EXPECT_EQ(percentText(1), "100.0 %");
    EXPECT_EQ(percentText(0), "0.0 %");
    double sum = 0;
    for (int i = 0; i < 10; ++i)
        sum += 0.1;
    ASSERT_NE(sum, 1);
    EXPECT_EQ(percentText(sum), "100.0 %") << "a sum's last bit is no image";
    EXPECT_EQ(percentText(0, 0), "0 %");
    EXPECT_EQ(fractionText(1), "1.000");
    EXPECT_EQ(amountText(0), "0.0000");
}

TEST(Rounding, OtherFiguresAreRoundedAsUsual)
{
    EXPECT_EQ(percentText(0.9749), "97.5 %");
    EXPECT_EQ(percentText(0.0005), "0.1 %");
    EXPECT_EQ(percentText(1.25), "125.0 %");
    EXPECT_EQ(amountText(0.99999), "1.0000") << "a loss of 1 is no limit";
    EXPECT_EQ(amountText(1e300, 0).size(), 301U);
}

TEST(Rounding, ASmallLossOfAccuracyIsNotNone)
{
    EXPECT_EQ(percentText(-0.0001), ">-0.1 %");
    EXPECT_EQ(percentText(-0.25), "-25.0 %");
}

TEST(Rounding, WhatIsNoNumberIsNoFigure)
{
    EXPECT_EQ(percentText(NAN), kNoFigure);
    EXPECT_EQ(fractionText(NAN), kNoFigure);
    EXPECT_EQ(amountText(INFINITY), kNoFigure);
}
