// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/snapshot_keeper.h"
#include "core/base/error.h"
#include "core/base/error_text.h"
#include "core/base/files/folder_identity.h"
#include "core/base/files/unfinished.h"
#include "core/base/thread_clock.h"
#include "core/io/run/snapshot_store.h"
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace convscope {

namespace fs = std::filesystem;

namespace {

// Seconds for copying: at most this share of the training time, and a little before there was much.
constexpr double kShare = 0.015, kHeadStart = 0.03;

} // namespace

struct SnapshotKeeper::Impl {
    struct Job {
        Snapshot snapshot;
        std::vector<std::int64_t> gone; // the snapshots it takes the place of
    };

    Impl(fs::path folder, SnapshotLimits limits)
        : run(std::move(folder))
        , place(run)
        , ring(limits)
    {
    }

    void takeOver(std::int64_t batchesDone);
    void keep(const Trainer &trainer);
    bool isBusy()
    {
        const std::lock_guard lock(mutex);
        return writing || !jobs.empty() || isTooLarge;
    }
    void work(const std::stop_token &stop);
    void write(const Job &job);

    const fs::path run;
    const FolderIdentity place;
    // The training thread's.
    SnapshotRing ring;
    double spent = 0; // seconds
    // The writing thread's: what a snapshot that could not be written was to take the place of.
    std::vector<std::int64_t> outdated;

    std::mutex mutex; // guards the following
    std::condition_variable_any changed;
    std::deque<Job> jobs;
    bool writing = false;
    bool isTooLarge = false; // the network: there will be no more
    KeptSnapshots kept;
    bool hasNews = true;

    std::jthread thread { [this](const std::stop_token &stop) {
        work(stop);
    } }; // last: it uses everything above
};

/// Before the thread has anything to do.
void SnapshotKeeper::Impl::takeOver(std::int64_t batchesDone)
{
    removeUnfinished(run / "snapshots");
    std::error_code error;
    for (const std::int64_t batch : listSnapshots(run)) {
        const fs::path file = snapshotFile(run, batch);
        const std::uintmax_t bytes = fs::file_size(file, error);
        std::vector<std::int64_t> gone;
        if (error || batch >= batchesDone)
            gone = { batch };
        else
            gone = ring.add(batch, bytes);
        for (const std::int64_t old : gone)
            fs::remove(snapshotFile(run, old), error);
    }
    const std::lock_guard lock(mutex);
    for (const SnapshotRing::Checkpoint &checkpoint : ring.kept())
        kept.batches.push_back(checkpoint.batch);
}

void SnapshotKeeper::Impl::keep(const Trainer &trainer)
{
    const double start = threadSeconds();
    Snapshot snapshot = takeSnapshot(trainer);
    spent += threadSeconds() - start;
    const std::uint64_t bytes = bytesOf(snapshot);
    const bool fits = ring.fits(bytes);
    std::vector<std::int64_t> gone;
    if (fits)
        gone = ring.add(snapshot.batch, bytes);
    {
        const std::lock_guard lock(mutex);
        if (fits) {
            jobs.push_back({ std::move(snapshot), std::move(gone) });
        } else {
            isTooLarge = true;
            kept.error = "this network is too large to keep its past: a snapshot of it takes "
                + std::to_string(bytes >> 20U) + " MB";
            hasNews = true;
        }
    }
    changed.notify_all();
}

void SnapshotKeeper::Impl::work(const std::stop_token &stop)
{
    std::unique_lock lock(mutex);
    // Snapshots that were asked for are written also when a stop is requested.
    while (changed.wait(lock, stop, [this] { return !jobs.empty(); })) {
        const Job job = std::move(jobs.front());
        jobs.pop_front();
        writing = true;
        lock.unlock();
        write(job);
        lock.lock();
        writing = false;
        changed.notify_all();
    }
}

void SnapshotKeeper::Impl::write(const Job &job)
{
    std::string error;
    outdated.insert(outdated.end(), job.gone.begin(), job.gone.end());
    try {
        place.check();
        fs::create_directory(run / "snapshots");
        writeSnapshot(run, job.snapshot);
    } catch (const std::exception &caught) {
        error = errorText(caught);
    }
    std::error_code ignored; // one too many is no harm
    if (error.empty())
        for (const std::int64_t batch : outdated)
            fs::remove(snapshotFile(run, batch), ignored);
    const std::lock_guard lock(mutex);
    hasNews = true;
    kept.error = error;
    if (!error.empty())
        return;
    kept.batches.push_back(job.snapshot.batch);
    std::erase_if(
        kept.batches, [&](std::int64_t batch) { return std::ranges::count(outdated, batch) > 0; });
    outdated.clear();
}

SnapshotKeeper::SnapshotKeeper(const fs::path &run, const Trainer &trainer, SnapshotLimits limits)
    : m_impl(std::make_unique<Impl>(run, limits))
{
    m_impl->takeOver(trainer.batchesDone());
    m_impl->keep(trainer);
}

SnapshotKeeper::~SnapshotKeeper() = default;

void SnapshotKeeper::record(const StepReport &report, const Trainer &trainer)
{
    if (report.batch && m_impl->ring.wants(report.batch->batch)
        && m_impl->spent <= kHeadStart + kShare * report.batch->seconds && !m_impl->isBusy())
        m_impl->keep(trainer);
}

void SnapshotKeeper::finish(const Trainer &trainer)
{
    {
        const std::lock_guard lock(m_impl->mutex);
        if (m_impl->isTooLarge)
            return;
    }
    if (m_impl->ring.kept().back().batch < trainer.batchesDone())
        m_impl->keep(trainer);
}

std::optional<KeptSnapshots> SnapshotKeeper::news()
{
    const std::lock_guard lock(m_impl->mutex);
    if (!std::exchange(m_impl->hasNews, false))
        return {};
    return m_impl->kept;
}

void SnapshotKeeper::wait()
{
    std::unique_lock lock(m_impl->mutex);
    m_impl->changed.wait(lock, [this] { return m_impl->jobs.empty() && !m_impl->writing; });
}

} // namespace convscope
