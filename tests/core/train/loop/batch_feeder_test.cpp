// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/loop/batch_feeder.h"
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

constexpr std::size_t kValues = 3;

/// Numbers that tell which image of which epoch they are.
void writeNumbers(std::span<const std::uint32_t> which, int epoch, Scalar *out)
{
    for (const std::uint32_t image : which)
        for (std::size_t i = 0; i < kValues; ++i)
            *out++ = Scalar(epoch * 1000) + Scalar(image * 10) + Scalar(i);
}

std::vector<Scalar> expected(const std::vector<std::uint32_t> &which, int epoch)
{
    std::vector<Scalar> values(which.size() * kValues);
    writeNumbers(which, epoch, values.data());
    return values;
}

} // namespace

TEST(BatchFeeder, hasReadyWhatWasBegun)
{
    BatchFeeder feeder(4, kValues, writeNumbers);
    for (int epoch = 1; epoch < 50; ++epoch)
        for (const std::vector<std::uint32_t> &which :
            { std::vector<std::uint32_t> { 3, 1, 2, 0 }, { 9, 4 }, { 7 } }) {
            feeder.begin(which, epoch);
            std::vector<Scalar> out(which.size() * kValues);
            ASSERT_TRUE(feeder.take(which, epoch, out.data()));
            EXPECT_EQ(out, expected(which, epoch));
        }
}

TEST(BatchFeeder, givesNothingThatWasNotAskedFor)
{
    BatchFeeder feeder(4, kValues, writeNumbers);
    std::vector<Scalar> out(4 * kValues, Scalar(-1));
    const std::vector<std::uint32_t> which { 1, 2, 3 };
    EXPECT_FALSE(feeder.take(which, 0, out.data())) << "nothing was begun";
    feeder.begin(which, 1);
    EXPECT_FALSE(feeder.take(which, 2, out.data())) << "another epoch";
    EXPECT_FALSE(feeder.take(std::span(which).first(2), 1, out.data())) << "fewer";
    EXPECT_FALSE(feeder.take(std::vector<std::uint32_t> { 1, 3, 2 }, 1, out.data())) << "order";
    EXPECT_EQ(out, std::vector<Scalar>(4 * kValues, Scalar(-1)));
    EXPECT_TRUE(feeder.take(which, 1, out.data()));
}

TEST(BatchFeeder, forgetsWhatWasBegunBefore)
{
    BatchFeeder feeder(2, kValues, writeNumbers);
    const std::vector<std::uint32_t> first { 1, 2 };
    const std::vector<std::uint32_t> second { 5 };
    std::vector<Scalar> out(kValues);
    feeder.begin(first, 1);
    feeder.begin(second, 1);
    ASSERT_TRUE(feeder.take(second, 1, out.data()));
    EXPECT_EQ(out, expected(second, 1));
}

TEST(BatchFeeder, endsWhileItWrites)
{
    for (int i = 0; i < 50; ++i) {
        BatchFeeder feeder(2, kValues, writeNumbers);
        feeder.begin(std::vector<std::uint32_t> { 1, 2 }, i);
    }
    SUCCEED();
}

} // namespace convscope::test
