// SPDX-License-Identifier: GPL-3.0-or-later
// TrainingThread: owns the trainer and the thread it runs on. Thread-safe: commands go in, events
// are fetched, and it calls nobody. Knows no Qt.
#pragma once
#include "app/mailbox.h"
#include "core/io/run_folder.h"
#include "core/train/trainer.h"
#include <memory>
#include <string>
#include <thread>
#include <variant>

namespace convscope {

struct StartRun {
    RunConfig config;
    std::shared_ptr<const TrainingData> data;
    std::filesystem::path folder; ///< of the run; empty: nothing is saved
    bool paused = false; ///< wait for StepOnce or Resume before the first batch
};
struct Pause { };
struct Resume { };
/// Trains one batch, then pauses.
struct StepOnce { };
struct StopRun { };
struct SetLearningRate {
    double rate = 0;
};
/// Wants a copy of the weights as they are; see TrainingThread::takeSnapshot().
struct Look { };
using Command = std::variant<StartRun, Pause, Resume, StepOnce, StopRun, SetLearningRate, Look>;

struct Started {
    std::int64_t batchesTotal = 0;
    int epochs = 0;
    std::vector<std::string> classes;
};
struct Paused { };
struct Resumed { };
struct Finished {
    StopReason reason = StopReason::None;
    std::optional<EpochReport> bestEpoch;
    std::shared_ptr<const TrainedModel> best, last; ///< never null
};
/// The run is over. The weights as they were last are kept where there were any.
struct Failed {
    std::string message;
    std::shared_ptr<const TrainedModel> last;
};
/// Nothing more will come until another command is sent; `served` counts those that took effect.
struct Resting {
    std::uint64_t served = 0;
};
using Event = std::variant<StepReport, Started, Paused, Resumed, Finished, Failed, Resting>;

/// Commands take effect between two steps of the trainer. A run that is going on when the thread
/// ends is saved in its folder, so that it can be resumed.
class TrainingThread {
public:
    void send(const Command &command) { m_commands.post(command); }
    std::vector<Event> takeEvents() { return m_events.take(); }
    /// For callers with nothing else to do: blocks until there is one, or a stop is requested.
    std::vector<Event> waitForEvents(const std::stop_token &stop)
    {
        return m_events.waitAndTake(stop);
    }
    /// The newest answer to Look; null when there is none that was not taken yet.
    std::shared_ptr<const TrainedModel> takeSnapshot() { return m_snapshot.take(); }

private:
    void run(const std::stop_token &stop);
    void obey(const Command &command);
    void serve(const StartRun &start);
    void serve(Pause);
    void serve(Resume);
    void serve(StepOnce);
    void serve(StopRun);
    void serve(SetLearningRate change);
    void serve(Look);
    void step();
    void finish();
    void fail(const std::string &message);
    void saveQuietly();

    Mailbox<Command> m_commands;
    Mailbox<Event> m_events;
    Latest<std::shared_ptr<const TrainedModel>> m_snapshot;

    // These are the training thread's only.
    std::unique_ptr<Trainer> m_trainer;
    std::unique_ptr<RunFolder> m_folder; // null: nothing is saved
    bool m_running = false;
    int m_batchesWanted = 0; ///< pause after so many; 0: go on
    std::uint64_t m_served = 0;

    // Last, so that it stops and joins before what it uses goes away.
    std::jthread m_thread { [this](const std::stop_token &stop) {
        run(stop);
    } };
};

} // namespace convscope
