// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/threads/thread_pool.h"
#include "core/base/threads/thread_limit.h"
#include <algorithm>
#include <atomic>
#include <cassert>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>
#ifdef __linux__
#include <sys/resource.h>
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace convscope {

namespace {

constexpr int kSpins = 4000; // some 50 µs: longer than the gap between two layers or batches

void pauseProcessor()
{
#if defined(__x86_64__)
    _mm_pause();
#else
    std::this_thread::yield();
#endif
}

void lowerPriority()
{
#ifdef __linux__
    setpriority(PRIO_PROCESS, 0, 10); // 0: the calling thread; refused or not, work goes on
#endif
}

// Which job, how many tasks it has and which is next, in one word, so that a worker that comes late
// can neither take a task twice nor one of another job.
struct Ticket {
    std::uint64_t bits = 0;
    static Ticket of(std::uint32_t job, int count)
    {
        return { (std::uint64_t(job) << 32U) | (std::uint64_t(count) << 16U) };
    }
    int next() const { return static_cast<int>(bits & 0xffffU); }
    int count() const { return static_cast<int>((bits >> 16U) & 0xffffU); }
};

} // namespace

struct ThreadPool::Impl {
    std::atomic<std::uint64_t> ticket { 0 };
    std::atomic<std::uint32_t> job { 0 }; // workers sleep on this
    std::atomic<int> done { 0 };
    std::atomic<bool> stopping { false };
    const void *context = nullptr; // this and the next: written before the ticket is handed out
    Invoke invoke = nullptr;
    std::mutex failureMutex;
    std::exception_ptr failure; // guarded by failureMutex
    std::vector<std::jthread> workers; // last: they use everything above

    /// Also when the pool could not be finished: threads that wait are woken before they are
    /// joined.
    ~Impl()
    {
        stopping = true;
        job.fetch_add(1, std::memory_order_release);
        job.notify_all();
    }

    // Takes tasks of whatever job is open until none is left.
    void work(int worker)
    {
        Ticket seen { ticket.load(std::memory_order_acquire) };
        while (seen.next() < seen.count()) {
            if (!ticket.compare_exchange_weak(seen.bits, seen.bits + 1, std::memory_order_acq_rel))
                continue;
            try {
                invoke(context, seen.next(), worker);
            } catch (...) {
                const std::lock_guard lock(failureMutex);
                if (!failure)
                    failure = std::current_exception();
            }
            done.fetch_add(1, std::memory_order_release);
            seen.bits = ticket.load(std::memory_order_acquire);
        }
    }

    void workerLoop(int worker, bool lowPriority)
    {
        if (lowPriority)
            lowerPriority();
        std::uint32_t served = 0;
        while (!stopping.load(std::memory_order_acquire)) {
            for (int i = 0; i < kSpins && job.load(std::memory_order_acquire) == served; ++i)
                pauseProcessor();
            job.wait(served, std::memory_order_acquire);
            served = job.load(std::memory_order_acquire);
            work(worker);
        }
    }
};

ThreadPool::ThreadPool(int threads, bool lowPriority)
    : m_impl(std::make_unique<Impl>())
{
    if (threads <= 0)
        threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    Impl &impl = *m_impl; // not `this`: a constructor that throws leaves none
    const int most = std::min(threads, kMaxThreads) - 1;
    impl.workers.reserve(static_cast<std::size_t>(most));
    try {
        for (int worker = 1; worker <= most; ++worker)
            impl.workers.emplace_back(
                [&impl, worker, lowPriority] { impl.workerLoop(worker, lowPriority); });
    } catch (const std::system_error &) { // no more threads
    }
}

ThreadPool::~ThreadPool() = default;

int ThreadPool::threads() const
{
    return static_cast<int>(m_impl->workers.size()) + 1;
}

void ThreadPool::runErased(int count, const void *context, Invoke invoke)
{
    assert(count < 0x10000);
    if (count == 1 || m_impl->workers.empty()) {
        for (int i = 0; i < count; ++i)
            invoke(context, i, 0);
        return;
    }
    Impl &impl = *m_impl;
    impl.context = context;
    impl.invoke = invoke;
    impl.done.store(0, std::memory_order_relaxed);
    const std::uint32_t job = impl.job.load(std::memory_order_relaxed) + 1;
    impl.ticket.store(Ticket::of(job, count).bits, std::memory_order_release);
    impl.job.store(job, std::memory_order_release);
    impl.job.notify_all();
    impl.work(0);
    while (impl.done.load(std::memory_order_acquire) < count)
        pauseProcessor();
    const std::lock_guard lock(impl.failureMutex);
    if (impl.failure)
        std::rethrow_exception(std::exchange(impl.failure, nullptr));
}

} // namespace convscope
