// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/training_thread.h"
#include <exception>
#ifdef __linux__
#include <sys/resource.h>
#endif

namespace convscope {

namespace {

/// The window comes first; whoever waits for training waits for minutes anyway.
void lowerOwnPriority()
{
#ifdef __linux__
    setpriority(PRIO_PROCESS, 0, 10); // 0: the calling thread; refused or not, work goes on
#endif
}

} // namespace

void TrainingThread::run(const std::stop_token &stop)
{
    lowerOwnPriority();
    while (!stop.stop_requested()) {
        if (!m_running)
            m_events.post(Resting { m_served });
        for (const Command &command :
            m_running ? m_commands.take() : m_commands.waitAndTake(stop)) {
            obey(command);
            ++m_served;
        }
        if (m_running)
            step();
    }
    saveQuietly();
}

void TrainingThread::obey(const Command &command)
{
    try {
        std::visit([this](const auto &wanted) { serve(wanted); }, command);
    } catch (const std::exception &error) {
        fail(error.what());
    }
}

void TrainingThread::serve(const StartRun &start)
{
    if (m_trainer)
        serve(StopRun {});
    auto trainer = std::make_unique<Trainer>(start.config, start.data);
    m_folder.reset();
    if (!start.folder.empty())
        m_folder = std::make_unique<RunFolder>(RunFolder::create(start.folder, *trainer));
    m_trainer = std::move(trainer);
    m_running = !start.paused;
    m_batchesWanted = 0;
    m_events.post(
        Started { m_trainer->batchesTotal(), m_trainer->config().epochs, start.data->classes });
    if (start.paused)
        m_events.post(Paused {});
}

void TrainingThread::serve(Pause)
{
    m_batchesWanted = 0;
    if (std::exchange(m_running, false))
        m_events.post(Paused {});
}

void TrainingThread::serve(Resume)
{
    m_batchesWanted = 0;
    if (m_trainer && !std::exchange(m_running, true))
        m_events.post(Resumed {});
}

void TrainingThread::serve(StepOnce)
{
    m_running = m_trainer != nullptr;
    m_batchesWanted += m_running ? 1 : 0; // two steps asked for quickly are two steps
}

void TrainingThread::serve(StopRun)
{
    if (!m_trainer)
        return;
    m_trainer->stop();
    finish();
}

void TrainingThread::serve(SetLearningRate change)
{
    if (m_trainer)
        m_trainer->setLearningRate(change.rate);
}

void TrainingThread::serve(Look)
{
    if (m_trainer)
        m_snapshot.put(m_trainer->current());
}

void TrainingThread::step()
{
    try {
        const StepReport report = m_trainer->step();
        m_events.post(report);
        if (m_folder)
            m_folder->record(report, *m_trainer);
        if (m_trainer->finished())
            finish();
        else if (report.batch && m_batchesWanted > 0 && --m_batchesWanted == 0)
            serve(Pause {});
    } catch (const std::exception &error) {
        fail(error.what());
    }
}

/// The run is over: what it learnt leaves the thread even when it cannot be written.
void TrainingThread::finish()
{
    m_running = false;
    const std::unique_ptr<Trainer> trainer = std::exchange(m_trainer, nullptr);
    const std::unique_ptr<RunFolder> folder = std::exchange(m_folder, nullptr);
    m_events.post(Finished {
        trainer->stopReason(), trainer->bestEpoch(), trainer->best(), trainer->current() });
    if (folder)
        folder->save(*trainer);
}

void TrainingThread::fail(const std::string &message)
{
    m_running = false;
    m_folder.reset();
    const std::unique_ptr<Trainer> trainer = std::exchange(m_trainer, nullptr);
    m_events.post(Failed { message, trainer ? trainer->current() : nullptr });
}

/// The program is about to end, so there is nobody left to tell what went wrong.
void TrainingThread::saveQuietly()
{
    try {
        if (m_trainer && m_folder)
            m_folder->save(*m_trainer);
    } catch (const std::exception &) {
        m_folder.reset(); // the state saved at most ten seconds ago is still there
    }
}

} // namespace convscope
