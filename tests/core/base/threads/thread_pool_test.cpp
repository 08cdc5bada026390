// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/threads/thread_pool.h"
#include <atomic>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <sys/resource.h>
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

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // they map all there is
TEST(ThreadPool, WorksWithTheThreadsThatTheSystemStarts)
{
    std::size_t pages = 0; // of address space
    std::ifstream("/proc/self/statm") >> pages;
    rlimit before {};
    ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
    const rlim_t some = pages * 4096 + (rlim_t { 100 } << 20U); // a dozen stacks
    const rlimit little { some, before.rlim_max };
    ASSERT_EQ(::setrlimit(RLIMIT_AS, &little), 0);
    std::atomic<int> done = 0;
    int threads = 0;
    {
        ThreadPool pool(500);
        threads = pool.threads();
        pool.run(50, [&](int, int) { ++done; });
    }
    ::setrlimit(RLIMIT_AS, &before);
    EXPECT_LT(threads, 500);
    EXPECT_EQ(done, 50);
}
#endif
