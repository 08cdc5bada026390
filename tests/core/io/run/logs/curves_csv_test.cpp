// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/logs/curves_csv.h"
#include <gtest/gtest.h>

using namespace convscope;

TEST(CurvesCsv, IsOneTableOfEverything)
{
    const std::vector<BatchReport> batches {
        { .batch = 1,
            .epoch = 1,
            .loss = 1,
            .accuracy = 0.5,
            .learningRate = 0.25,
            .seconds = 0.5,
            .images = 8 },
        { .batch = 2,
            .epoch = 1,
            .loss = 0.5,
            .accuracy = 1,
            .learningRate = 0.25,
            .seconds = 1,
            .images = 8 },
        { .batch = 3,
            .epoch = 2,
            .loss = 0,
            .accuracy = 1,
            .learningRate = 0.125,
            .seconds = 1.5,
            .images = 4 },
    };
    const std::vector<EpochReport> epochs {
        { .epoch = 1, .batch = 2, .valLoss = 0.75, .valAccuracy = 0.5, .best = true },
        { .epoch = 2, .batch = 3, .valLoss = {}, .valAccuracy = {} },
    };
    const std::vector<SettingChange> changes { { 3, "learning_rate", 0.25, 0.125 },
        { 3, "batch", 8, 4 } };
    EXPECT_EQ(curvesCsv(batches, epochs, changes, 0),
        "batch,epoch,seconds,images,loss,loss_smoothed,accuracy,accuracy_smoothed,learning_rate,"
        "validation_loss,validation_accuracy,best,changes\n"
        "1,1,0.5,8,1,1,0.5,0.5,0.25,,,,\n"
        "2,1,1,8,0.5,0.5,1,1,0.25,0.75,0.5,1,\n"
        "3,2,1.5,4,0,0,1,1,0.125,,,,learning_rate=0.125 batch=4\n");
    EXPECT_NE(
        curvesCsv(batches, epochs, changes, 0.6).find("2,1,1,8,0.5,0.6875,"), std::string::npos);
}

TEST(CurvesCsv, OfNoRunHasItsHeaderOnly)
{
    const std::string csv = curvesCsv({}, {}, {}, 0.9);
    EXPECT_EQ(csv.find('\n'), csv.size() - 1);
}
