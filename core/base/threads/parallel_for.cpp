// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/threads/parallel_for.h"
#include "core/base/error.h"
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace convscope {

namespace {

constexpr std::size_t kPiece = 8; // small enough that the threads end together

/// The state that the threads share. The caller waits in watch(), the workers are in work().
class Work {
public:
    Work(std::size_t count, const std::function<void(std::size_t)> &task)
        : m_count(count)
        , m_task(task)
    {
    }

    void work()
    {
        try {
            while (!m_stop) {
                const std::size_t first = m_next.fetch_add(kPiece);
                if (first >= m_count)
                    break;
                for (std::size_t i = first; i < std::min(first + kPiece, m_count) && !m_stop; ++i) {
                    m_task(i);
                    m_done.fetch_add(1, std::memory_order_relaxed);
                }
            }
        } catch (...) {
            fail(std::current_exception());
        }
        const std::lock_guard lock(m_mutex);
        ++m_ended;
        m_changed.notify_one();
    }

    /// Returns when all workers have ended; true when nobody cancelled.
    bool watch(std::size_t workers, const Progress &progress)
    {
        using namespace std::chrono_literals;
        bool goOn = true;
        std::unique_lock lock(m_mutex);
        while (!m_changed.wait_for(lock, 50ms, [&] { return m_ended == workers; })) {
            lock.unlock();
            goOn = goOn && progress(m_done, m_count);
            if (!goOn)
                m_stop = true;
            lock.lock();
        }
        return goOn;
    }

    void stop() { m_stop = true; }
    std::exception_ptr failure() const { return m_failure; } ///< after the workers have ended

private:
    void fail(std::exception_ptr failure)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_failure)
            m_failure = std::move(failure);
        m_stop = true;
    }

    const std::size_t m_count;
    const std::function<void(std::size_t)> &m_task;
    std::atomic<std::size_t> m_next = 0, m_done = 0;
    std::atomic<bool> m_stop = false;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_ended = 0; // guarded by m_mutex
    std::exception_ptr m_failure; // guarded by m_mutex
};

std::size_t workerCount(std::size_t count, int threads)
{
    const std::size_t requested = threads > 0 ? static_cast<std::size_t>(threads)
                                              : std::max(1U, std::thread::hardware_concurrency());
    return std::clamp<std::size_t>((count + kPiece - 1) / kPiece, 1, requested);
}

/// As many as the system starts, which may be none.
std::vector<std::jthread> startWorkers(std::size_t count, Work &work)
{
    std::vector<std::jthread> workers;
    workers.reserve(count);
    try {
        for (std::size_t i = 0; i < count; ++i)
            workers.emplace_back([&work] { work.work(); });
    } catch (const std::system_error &) { // no more threads
    } catch (...) {
        work.stop();
        throw;
    }
    return workers;
}

} // namespace

void parallelFor(std::size_t count, int threads, const Progress &progress,
    const std::function<void(std::size_t)> &task)
{
    if (!progress(0, count))
        throw Cancelled();
    Work work(count, task);
    bool goOn = true;
    {
        const auto pool = startWorkers(workerCount(count, threads), work);
        if (pool.empty())
            work.work();
        try {
            goOn = work.watch(std::max<std::size_t>(pool.size(), 1), progress);
        } catch (...) { // the progress callback's own; the threads must not outlive `work`
            work.stop();
            throw;
        }
    }
    if (work.failure())
        std::rethrow_exception(work.failure());
    if (!goOn || !progress(count, count))
        throw Cancelled();
}

} // namespace convscope
