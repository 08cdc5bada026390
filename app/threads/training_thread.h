// SPDX-License-Identifier: GPL-3.0-or-later
// TrainingThread: owns the trainer and the thread it runs on. Thread-safe: commands go in, events
// are fetched, and it calls nobody. Knows no Qt.
#pragma once
#include "app/threads/run_saver.h"
#include <atomic>
#include <thread>

namespace convscope {

/// Commands take effect between two steps of the trainer. A run that is going on when the thread
/// ends is saved in its folder, so that it can be resumed. One that has ended and could not be
/// saved is kept in memory until it can be, or until the next one begins.
class TrainingThread {
public:
    void send(const Command &command) { m_commands.post(command); }
    std::vector<Event> takeEvents() { return m_events.take(); }
    /// For callers with nothing else to do: blocks until there is one, or a stop is requested.
    std::vector<Event> waitForEvents(const std::stop_token &stop)
    {
        return m_events.waitAndTake(stop);
    }
    /// The newest answer to SnapshotRequest; null when there is none that was not taken yet.
    std::shared_ptr<const TrainedModel> takeSnapshot() { return m_snapshot.take(); }
    /// Processor time that answering SnapshotRequest has taken so far.
    double inspectionSeconds() const { return m_inspectionSeconds; }

private:
    void run(const std::stop_token &stop);
    void obey(const Command &command);
    void serve(const StartRun &start);
    void serve(const ContinueRun &run);
    void serve(Pause);
    void serve(Resume);
    void serve(StepOnce);
    void serve(StopRun);
    void serve(const ChangeSetting &change);
    void serve(WatchLayers requested);
    void serve(SaveAgain);
    void serve(SnapshotRequest);
    void begin(
        const std::filesystem::path &folder, bool paused, std::vector<StepReport> history = {});
    void postBest();
    void noteRateJump();
    void step();
    void finish();
    void fail(const std::string &message);
    void makeRoom();

    Mailbox<Command> m_commands;
    Mailbox<Event> m_events;
    Latest<std::shared_ptr<const TrainedModel>> m_snapshot;
    std::atomic<double> m_inspectionSeconds = 0;

    // These are the training thread's only.
    std::unique_ptr<Trainer> m_trainer;
    RunSaver m_saver { m_events };
    bool m_running = false;
    int m_batchesRequested = 0; ///< pause after so many; 0: go on
    std::uint64_t m_served = 0;

    // Last, so that it stops and joins before what it uses goes away.
    std::jthread m_thread { [this](const std::stop_token &stop) {
        run(stop);
    } };
};

} // namespace convscope
