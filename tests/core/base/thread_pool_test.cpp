// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/thread_pool.h"
#include <atomic>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

using convscope::ThreadPool;

TEST(ThreadPool, RunsEveryTaskExactlyOnceWhateverTheNumberOfThreads)
{
    for (const int threads : { 1, 2, 3, 7 }) {
        ThreadPool pool(threads);
        EXPECT_EQ(pool.threads(), threads);
        for (int round = 0; round < 2000; ++round) {
            const int count = round % 37;
            std::vector<std::atomic<int>> calls(static_cast<std::size_t>(count));
            pool.run(count, [&](int index, int worker) {
                EXPECT_LT(worker, threads);
                ++calls[std::size_t(index)];
            });
            for (const auto &call : calls)
                ASSERT_EQ(call, 1);
        }
    }
}

TEST(ThreadPool, ThrowsWhatATaskThrewAndGoesOnWorking)
{
    ThreadPool pool(3);
    EXPECT_THROW(pool.run(50,
                     [](int index, int) {
                         if (index == 20)
                             throw std::runtime_error("task");
                     }),
        std::runtime_error);
    std::atomic<int> done = 0;
    pool.run(10, [&](int, int) { ++done; });
    EXPECT_EQ(done, 10);
}
