// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/history/snapshot_ring.h"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace convscope;

namespace {

std::vector<std::int64_t> batchesOf(const SnapshotRing &ring)
{
    std::vector<std::int64_t> batches;
    for (const SnapshotRing::Checkpoint &checkpoint : ring.kept())
        batches.push_back(checkpoint.batch);
    return batches;
}

/// How many were taken on the way.
std::size_t run(SnapshotRing &ring, std::int64_t batches, std::uint64_t bytes)
{
    std::size_t taken = 0;
    for (std::int64_t batch = 0; batch <= batches; ++batch) {
        if (!ring.wants(batch))
            continue;
        ring.add(batch, bytes);
        ++taken;
    }
    return taken;
}

} // namespace

TEST(SnapshotRing, StaysWithinItsNumberOverAMillionBatchesAndTakesFew)
{
    SnapshotRing ring({ .count = 48, .bytes = 1U << 30U });
    std::size_t taken = 0, most = 0;
    for (std::int64_t batch = 0; batch <= 1'000'000; ++batch) {
        if (!ring.wants(batch))
            continue;
        ring.add(batch, 1000);
        ++taken;
        most = std::max(most, ring.kept().size());
    }
    EXPECT_EQ(most, 48U);
    EXPECT_LT(taken, 1000U);
    EXPECT_EQ(ring.kept().front().batch, 0);
    EXPECT_GT(ring.kept().back().batch, 950'000);
}

TEST(SnapshotRing, IsDenseAtTheBeginningAndNeverLeavesALargePartOut)
{
    for (const std::int64_t length : { 60, 428, 10'000, 1'000'000 }) {
        SnapshotRing ring;
        run(ring, length, 1000);
        const auto batches = batchesOf(ring);
        EXPECT_THAT(batches, testing::Contains(testing::AllOf(testing::Ge(1), testing::Le(3))));
        std::int64_t widest = length - batches.back();
        for (std::size_t i = 1; i < batches.size(); ++i)
            widest = std::max(widest, batches[i] - batches[i - 1]);
        EXPECT_LT(double(widest), 0.13 * double(length)) << length;
    }
}

TEST(SnapshotRing, KeepsEveryBatchOfAVeryShortRun)
{
    SnapshotRing ring;
    run(ring, 12, 1000);
    EXPECT_EQ(ring.kept().size(), 13U);
}

TEST(SnapshotRing, StaysWithinItsBytesByKeepingFewerLargeOnes)
{
    SnapshotRing ring({ .count = 48, .bytes = 10'000 });
    for (std::int64_t batch = 0; batch <= 100'000; ++batch) {
        if (ring.wants(batch))
            ring.add(batch, 1500);
        ASSERT_LE(ring.bytes(), 10'000U);
    }
    EXPECT_EQ(ring.kept().size(), 6U);
    EXPECT_EQ(ring.kept().front().batch, 0);
}

TEST(SnapshotRing, RefusesWhatLeavesNoRoomForOthers)
{
    const SnapshotRing ring({ .count = 48, .bytes = 9'000 });
    EXPECT_TRUE(ring.fits(3000));
    EXPECT_FALSE(ring.fits(3001));
}

TEST(SnapshotRing, TellsWhatANewOneTakesThePlaceOf)
{
    SnapshotRing ring({ .count = 4, .bytes = 1U << 20U });
    for (const std::int64_t batch : { 0, 1, 2, 3 })
        EXPECT_THAT(ring.add(batch, 1), testing::IsEmpty());
    const auto gone = ring.add(100, 1);
    ASSERT_EQ(gone.size(), 1U);
    EXPECT_THAT(gone.front(), testing::AnyOf(1, 2, 3));
    EXPECT_EQ(ring.kept().back().batch, 100);
    EXPECT_EQ(ring.kept().front().batch, 0);
}
