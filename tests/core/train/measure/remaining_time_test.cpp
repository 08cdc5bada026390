// SPDX-License-Identifier: GPL-3.0-or-later
// The time a run still takes: settles soon, and then jumps by no more than the speed does.
#include "core/base/rng.h"
#include "core/train/measure/remaining_time.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

using namespace convscope;

namespace {

/// A run at a given speed, and what is said about it.
class ClockedRun {
public:
    ClockedRun(int epochs, int perEpoch, double validation)
        : m_epochs(epochs)
        , m_perEpoch(perEpoch)
        , m_validation(validation)
    {
        m_time.start(0);
    }

    void batch(double seconds)
    {
        m_clock += seconds;
        ++m_batch;
        m_time.add({ BatchReport { .batch = m_batch,
                         .epoch = int((m_batch - 1) / m_perEpoch) + 1,
                         .seconds = m_clock,
                         .images = 32 },
            std::nullopt });
        if (m_batch % m_perEpoch != 0)
            return;
        m_clock += m_validation;
        m_time.add({ std::nullopt,
            EpochReport { .epoch = int(m_batch / m_perEpoch),
                .batch = m_batch,
                .valLoss = 1,
                .valAccuracy = 0.5,
                .seconds = m_clock } });
    }
    double left() const { return *m_time.seconds(batches(), m_epochs); }
    double clock() const { return m_clock; }
    std::int64_t batches() const { return std::int64_t(m_epochs) * m_perEpoch; }
    bool over() const { return m_batch == batches(); }

private:
    int m_epochs, m_perEpoch;
    double m_validation;
    double m_clock = 0;
    std::int64_t m_batch = 0;
    RemainingTime m_time;
};

} // namespace

TEST(RemainingTime, NothingIsSaidBeforeTheFirstBatch)
{
    RemainingTime time;
    time.start(100);
    EXPECT_FALSE(time.seconds(10, 1));
}

TEST(RemainingTime, AtConstantSpeedItCountsDownWithTheClock)
{
    ClockedRun run(5, 40, 3.0);
    for (int i = 0; i < 40; ++i) // the first validation tells what one takes
        run.batch(0.25);
    const double end = run.clock() + run.left();
    EXPECT_NEAR(end, 5 * (40 * 0.25 + 3.0), 1e-9);
    while (!run.over()) {
        run.batch(0.25);
        ASSERT_NEAR(run.clock() + run.left(), end, 1e-6);
    }
    EXPECT_NEAR(run.left(), 0, 1e-9);
}

TEST(RemainingTime, ItJumpsByLessThanTheSpeedDoes)
{
    Rng rng(3);
    ClockedRun run(20, 100, 1.0);
    double before = 0, worst = 0;
    for (int i = 0; !run.over(); ++i) {
        run.batch(0.1 * (0.7 + 0.6 * rng.uniform())); // ±30 %
        const double end = run.clock() + run.left();
        if (i >= 200) // two epochs to settle in
            worst = std::max(worst, std::abs(end - before) / end);
        before = end;
    }
    EXPECT_GT(worst, 0);
    EXPECT_LT(worst, 0.003);
}

TEST(RemainingTime, ItFollowsANewSpeedWithinAFewHundredBatches)
{
    ClockedRun run(10, 1000, 0);
    for (int i = 0; i < 1000; ++i)
        run.batch(0.1);
    for (int i = 0; i < 1000; ++i)
        run.batch(0.2);
    EXPECT_NEAR(run.left(), 8000 * 0.2, 8000 * 0.2 * 0.01);
}

TEST(RemainingTime, ValidationIsCountedBeforeItWasMeasured)
{
    RemainingTime time;
    time.start(300);
    time.add(
        { BatchReport { .batch = 1, .epoch = 1, .seconds = 0.5, .images = 50 }, std::nullopt });
    EXPECT_NEAR(*time.seconds(5, 2), 4 * 0.5 + 2 * 300 * 0.01 / 3, 1e-9);
}
