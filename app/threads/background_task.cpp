// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/threads/background_task.h"
#include "core/base/error.h"
#include "core/base/error_text.h"
#include <atomic>
#include <chrono>
#include <system_error>
#include <thread>

namespace convscope {

using namespace std::chrono_literals;

struct BackgroundTask::Running {
    explicit Running(Job requested)
        : job(std::move(requested))
    {
    }

    void work()
    {
        const Progress progress = [this](std::size_t newDone, std::size_t newTotal) {
            done.store(newDone, std::memory_order_relaxed);
            total.store(newTotal, std::memory_order_relaxed);
            return !isCancelled.load(std::memory_order_relaxed);
        };
        try {
            deliver = job(progress);
        } catch (const Cancelled &) {
            isCancelled = true;
        } catch (const std::exception &caught) {
            error = errorText(caught);
        }
        job = nullptr; // lets go of its captures here, not on the GUI thread
        isDone.store(true, std::memory_order_release);
    }

    Job job;
    std::atomic<std::size_t> done = 0, total = 0;
    std::atomic<bool> isCancelled = false;
    std::atomic<bool> isDone = false; // the next two are the GUI thread's once this is true
    Deliver deliver;
    std::string error;
    std::size_t doneShown = 0, totalShown = 0; // GUI thread only
    std::jthread thread { [this] {
        work();
    } }; // last: joins before the rest goes away
};

BackgroundTask::BackgroundTask(QObject *parent)
    : QObject(parent)
{
    m_pollTimer.setInterval(33ms);
    connect(&m_pollTimer, &QTimer::timeout, this, &BackgroundTask::poll);
}

BackgroundTask::~BackgroundTask()
{
    if (m_current)
        m_current->isCancelled = true;
}

void BackgroundTask::start(Job job)
{
    m_again = nullptr;
    if (m_current) {
        m_current->isCancelled = true;
        m_abandoned.push_back(std::move(m_current));
        Q_EMIT replaced();
    }
    try {
        m_current = std::make_unique<Running>(std::move(job));
        m_pollTimer.start();
    } catch (const std::system_error &error) {
        Q_EMIT failed(QString::fromStdString(errorText(error)));
    }
}

void BackgroundTask::runAgainWhenDone(std::function<Job()> make)
{
    if (m_current)
        m_again = std::move(make);
    else
        start(make());
}

void BackgroundTask::cancel()
{
    m_again = nullptr;
    if (!m_current)
        return;
    m_current->isCancelled = true;
    m_abandoned.push_back(std::move(m_current));
    Q_EMIT cancelled();
}

void BackgroundTask::forgetFinished()
{
    std::erase_if(m_abandoned, [](const std::unique_ptr<Running> &running) {
        return running->isDone.load(std::memory_order_acquire);
    });
    if (m_abandoned.empty() && !m_current)
        m_pollTimer.stop();
}

void BackgroundTask::poll()
{
    forgetFinished();
    if (!m_current)
        return;
    if (!m_current->isDone.load(std::memory_order_acquire)) {
        const std::size_t done = m_current->done;
        const std::size_t total = m_current->total;
        if (std::exchange(m_current->doneShown, done) != done
            || std::exchange(m_current->totalShown, total) != total)
            Q_EMIT progressed(done, total);
        return;
    }
    end(*std::exchange(m_current, nullptr));
    if (const auto again = std::exchange(m_again, nullptr); again && !m_current)
        start(again());
    forgetFinished();
}

void BackgroundTask::end(const Running &finished)
{
    if (!finished.error.empty()) {
        Q_EMIT failed(QString::fromStdString(finished.error));
    } else if (finished.isCancelled) {
        Q_EMIT cancelled();
    } else {
        if (finished.deliver)
            finished.deliver();
        Q_EMIT delivered();
    }
}

} // namespace convscope
