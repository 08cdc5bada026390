// SPDX-License-Identifier: GPL-3.0-or-later
// ThreadPool: runs numbered tasks on a fixed set of threads. Used by one caller at a time.
#pragma once
#include <memory>

namespace convscope {

/// The caller works too, as worker 0, so a pool of one thread starts none. Which worker takes which
/// task is left to chance; results must therefore depend on the task's number only.
class ThreadPool {
public:
    /// `threads` 0: all cores. `lowPriority` asks the system to prefer other threads.
    explicit ThreadPool(int threads, bool lowPriority = false);
    ~ThreadPool();
    ThreadPool(const ThreadPool &) = delete;
    ThreadPool &operator=(const ThreadPool &) = delete;

    int threads() const;

    /// Calls task(index, worker) for every index in [0, count) and returns when all are done.
    /// Allocates nothing. The first exception a task throws is thrown again here.
    template<typename Task>
    void run(int count, const Task &task)
    {
        runErased(count, &task, [](const void *context, int index, int worker) {
            (*static_cast<const Task *>(context))(index, worker);
        });
    }

private:
    using Invoke = void (*)(const void *context, int index, int worker);
    void runErased(int count, const void *context, Invoke invoke);

    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace convscope
