// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/history/run_curves.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

using namespace convscope;

namespace {

constexpr int kPerEpoch = 4;

struct Reports {
    std::vector<BatchReport> batches;
    std::vector<EpochReport> epochs;

    void trainTo(std::int64_t last)
    {
        for (auto batch = std::int64_t(batches.size()) + 1; batch <= last; ++batch) {
            const int epoch = int((batch - 1) / kPerEpoch) + 1;
            batches.push_back({ .batch = batch,
                .epoch = epoch,
                .loss = 1.0 / double(batch),
                .accuracy = 0.5,
                .learningRate = 0.1,
                .seconds = double(batch) * 0.25 });
            if (batch % kPerEpoch == 0)
                epochs.push_back({ .epoch = epoch,
                    .batch = batch,
                    .valLoss = 2.0 / epoch,
                    .valAccuracy = 0.75,
                    .best = epoch == 2 });
        }
    }
};

} // namespace

TEST(RunCurves, GrowWithTheRunAndSmoothAsIfFromTheBeginning)
{
    Reports run;
    RunCurves step(run.batches, run.epochs), late(run.batches, run.epochs);
    step.setSmoothing(0.6);
    for (int last = 1; last <= 10; ++last) {
        run.trainTo(last);
        step.takeNew();
    }
    late.takeNew();
    late.setSmoothing(0.6);
    ASSERT_EQ(step.loss().size(), 10U);
    for (std::size_t i = 0; i < 10; ++i)
        EXPECT_EQ(step.smoothedLoss()[i], late.smoothedLoss()[i]);
    late.setSmoothing(0);
    EXPECT_EQ(late.smoothedLoss()[7], late.loss()[7]);
    EXPECT_EQ(step.accuracy().back().y, 50);
    EXPECT_EQ(step.validationLoss().size(), 2U);
    EXPECT_EQ(step.bestLoss(), (CurvePoint { 8, 1 }));
    run = {};
    step.restart();
    EXPECT_TRUE(step.loss().empty() && step.validationLoss().empty() && !step.bestLoss());
}

TEST(RunCurves, LieOverBatchesEpochsOrTime)
{
    Reports run;
    run.trainTo(10);
    RunCurves curves(run.batches, run.epochs);
    curves.setPlan(12, 3);
    curves.takeNew();
    EXPECT_EQ(curves.plannedEnd(), 12);
    EXPECT_EQ(curves.loss()[4].x, 5);
    curves.setAxis(CurveAxis::Epoch);
    EXPECT_EQ(curves.loss()[3].x, 1) << "the end of the first epoch";
    EXPECT_EQ(curves.loss()[5].x, 1.5);
    EXPECT_EQ(curves.loss()[9].x, 2.5) << "an epoch that goes on is as long as planned";
    EXPECT_EQ(curves.epochEnds(), (std::vector<double> { 1, 2 }));
    EXPECT_EQ(curves.plannedEnd(), 3);
    curves.setAxis(CurveAxis::Time);
    EXPECT_EQ(curves.loss()[9].x, 2.5);
    EXPECT_EQ(curves.epochEnds(), (std::vector<double> { 1, 2 }));
    EXPECT_EQ(curves.plannedEnd(), 0) << "nobody knows";
}

TEST(RunCurves, AnEpochWithOtherBatchesIsStillOne)
{
    Reports run;
    run.trainTo(8);
    for (std::int64_t batch = 9; batch <= 10; ++batch) // the third, in batches twice as large
        run.batches.push_back({ .batch = batch, .epoch = 3, .loss = 1 });
    run.epochs.push_back({ .epoch = 3, .batch = 10, .valLoss = {}, .valAccuracy = {} });
    RunCurves curves(run.batches, run.epochs);
    curves.setPlan(12, 3);
    curves.setAxis(CurveAxis::Epoch);
    curves.takeNew();
    EXPECT_EQ(curves.loss()[8].x, 2.5);
    EXPECT_EQ(curves.loss()[9].x, 3);
    EXPECT_EQ(curves.xOfBatch(9), 2.5);
    EXPECT_EQ(curves.xOfBatch(99), 3);
}

TEST(RunCurves, TellEverythingAboutAPlace)
{
    Reports run;
    RunCurves curves(run.batches, run.epochs);
    EXPECT_FALSE(curves.at(1));
    run.trainTo(10);
    curves.setPlan(12, 3);
    curves.takeNew();
    EXPECT_EQ(curves.at(6.4)->batch->batch, 6);
    EXPECT_EQ(curves.at(6.6)->batch->batch, 7);
    EXPECT_EQ(curves.at(-5)->batch->batch, 1);
    EXPECT_EQ(curves.at(99)->batch->batch, 10);
    EXPECT_EQ(curves.at(6.4)->epoch, 1.5);
    EXPECT_EQ(curves.at(3)->validated, nullptr) << "nothing was validated yet";
    EXPECT_EQ(curves.at(7)->validated->epoch, 1);
    EXPECT_EQ(curves.at(8)->validated->epoch, 2);
    EXPECT_EQ(curves.at(6)->smoothedAccuracy, 50);
}

TEST(RunCurves, TakeFewBytesABatch)
{
    Reports run;
    run.trainTo(1 << 16); // as many as vectors that double have room for
    RunCurves curves(run.batches, run.epochs);
    curves.takeNew();
    EXPECT_LT(double(curves.bytes()) / double(run.batches.size()), 24);
}
