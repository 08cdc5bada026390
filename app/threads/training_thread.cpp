// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/threads/training_thread.h"
#include "core/base/error.h"
#include "core/base/error_text.h"
#include "core/base/thread_clock.h"
#include "core/train/setup/run_warnings.h"
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
        if (!m_running) {
            m_saver.settle();
            m_events.post(Resting { m_served });
        }
        for (const Command &command :
            m_running ? m_commands.take() : m_commands.waitAndTake(stop)) {
            obey(command);
            ++m_served;
        }
        if (m_running)
            step();
    }
    m_saver.end(m_trainer.get());
}

void TrainingThread::obey(const Command &command)
{
    try {
        std::visit([this](const auto &requested) { serve(requested); }, command);
    } catch (const std::exception &error) {
        fail(errorText(error));
    }
}

void TrainingThread::serve(const StartRun &start)
{
    makeRoom();
    auto trainer = std::make_unique<Trainer>(start.config, start.data);
    if (!start.folder.empty())
        m_saver.open(RunFolder::create(start.folder, *trainer), *trainer);
    m_trainer = std::move(trainer);
    begin(start.folder, start.paused);
}

// A limit of batches that was reached has done its work: going on is going on without it.
void TrainingThread::serve(const ContinueRun &run)
{
    makeRoom();
    RunConfig config = run.config;
    auto trainer = std::make_unique<Trainer>(config, run.data);
    auto folder = std::make_unique<RunFolder>(RunFolder::resume(run.folder, *trainer));
    if (config.maxBatches > 0 && trainer->batchesDone() >= config.maxBatches) {
        config.maxBatches = 0;
        folder.reset();
        trainer = std::make_unique<Trainer>(config, run.data);
        folder = std::make_unique<RunFolder>(RunFolder::resume(run.folder, *trainer));
    }
    if (trainer->finished())
        throw Error(run.folder.string() + ": this run has had all its "
            + std::to_string(config.epochs) + " epochs; ask for more to go on with it");
    m_trainer = std::move(trainer);
    m_saver.open(std::move(*folder), *m_trainer);
    begin(run.folder, false, asReports(readRunLogs(run.folder)));
}

/// For another run: of the one before nothing stays but what its folder has.
void TrainingThread::makeRoom()
{
    if (m_trainer)
        serve(StopRun {});
    m_saver.close();
}

void TrainingThread::begin(
    const std::filesystem::path &folder, bool paused, std::vector<StepReport> history)
{
    m_running = !paused;
    m_batchesRequested = 0;
    const TrainingData &data = m_trainer->data();
    m_events.post(Started { .batchesTotal = m_trainer->batchesTotal(),
        .epochs = m_trainer->epochsTotal(),
        .classes = data.classes,
        .validationImages = data.validation.size(),
        .config = m_trainer->config(),
        .folder = folder,
        .history = std::move(history) });
    if (m_trainer->bestEpoch())
        postBest();
    if (paused)
        m_events.post(Paused {});
    for (const std::string &warning : runWarnings(m_trainer->config(), data.train.size()))
        m_events.post(Noted { warning });
    noteRateJump();
}

void TrainingThread::noteRateJump()
{
    if (const auto jump = m_trainer->rateJump())
        m_events.post(Noted { toString(*jump) });
}

/// The trainer keeps it anyway, so that nothing is copied, and nobody has to ask and to wait.
void TrainingThread::postBest()
{
    m_events.post(BestModel { m_trainer->best() });
}

void TrainingThread::serve(Pause)
{
    m_batchesRequested = 0;
    if (std::exchange(m_running, false))
        m_events.post(Paused {});
}

void TrainingThread::serve(Resume)
{
    m_batchesRequested = 0;
    if (m_trainer && !std::exchange(m_running, true))
        m_events.post(Resumed {});
}

void TrainingThread::serve(StepOnce)
{
    m_running = m_trainer != nullptr;
    m_batchesRequested += m_running ? 1 : 0; // two steps asked for quickly are two steps
}

void TrainingThread::serve(StopRun)
{
    if (!m_trainer)
        return;
    m_trainer->stop();
    finish();
}

void TrainingThread::serve(const ChangeSetting &change)
{
    if (!m_trainer)
        return;
    try {
        m_trainer->change(change.setting, change.value);
        if (change.setting == kEpochs)
            noteRateJump();
    } catch (const Error &error) { // the run goes on as it was
        m_events.post(Noted { error.what() });
    }
}

void TrainingThread::serve(WatchLayers requested)
{
    if (m_trainer)
        m_trainer->watchLayers(requested.on);
}

void TrainingThread::serve(SaveAgain)
{
    m_saver.saveAgain(m_trainer.get());
}

void TrainingThread::serve(SnapshotRequest)
{
    if (!m_trainer)
        return;
    const double begun = threadSeconds();
    m_snapshot.put(m_trainer->current());
    m_inspectionSeconds
        = m_inspectionSeconds + threadSeconds() - begun; // written by this thread alone
}

void TrainingThread::step()
{
    try {
        const StepReport report = m_trainer->step();
        m_events.post(report);
        if (report.epoch && report.epoch->best)
            postBest();
        if (report.epoch && report.epoch->validationFailed)
            m_events.post(Noted { "epoch " + std::to_string(report.epoch->epoch)
                + ": on the validation images the network's answers are not finite numbers, so "
                  "there is no loss; a lower learning rate may help" });
        m_saver.record(report, *m_trainer);
        if (m_trainer->finished())
            finish();
        else if (report.batch && m_batchesRequested > 0 && --m_batchesRequested == 0)
            serve(Pause {});
    } catch (const std::exception &error) {
        fail(errorText(error));
    }
}

/// The run is over: what it learnt leaves the thread even when it cannot be written.
void TrainingThread::finish()
{
    m_running = false;
    const Trainer &trainer = m_saver.keep(std::move(m_trainer));
    m_events.post(Finished { trainer.stopReason(), trainer.bestEpoch(), trainer.best(),
        trainer.current(), trainer.divergence() });
    m_saver.finish();
}

void TrainingThread::fail(const std::string &message)
{
    m_running = false;
    m_saver.abandon();
    const std::unique_ptr<Trainer> trainer = std::exchange(m_trainer, nullptr);
    m_events.post(Failed { message, trainer ? trainer->current() : nullptr });
}

} // namespace convscope
