// SPDX-License-Identifier: GPL-3.0-or-later
// TrainingThread: owns the trainer and the thread it runs on. Thread-safe: commands go in, events
// are fetched, and it calls nobody. Knows no Qt.
#pragma once
#include "app/threads/mailbox.h"
#include "core/io/run/run_keeper.h"
#include "core/io/run/snapshot_keeper.h"
#include "core/train/loop/trainer.h"
#include <atomic>
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
/// Goes on with the run in `folder`, which `data` was loaded for, to the bit.
struct ContinueRun {
    RunConfig config; ///< as RunFolder::config() has it, perhaps with more epochs
    std::shared_ptr<const TrainingData> data;
    std::filesystem::path folder;
};
struct Pause { };
struct Resume { };
/// Trains one batch, then pauses.
struct StepOnce { };
struct StopRun { };
struct ChangeSetting {
    std::string setting; ///< its name, see liveSetting()
    double value = 0;
};
/// Whether batches tell how each layer fares.
struct WatchLayers {
    bool on = false;
};
/// Tries once more to save a run that could not be saved, whether it goes on or is over; answered
/// by KeptRun.
struct SaveAgain { };
/// Wants a copy of the weights as they are; see TrainingThread::takeSnapshot().
struct Look { };
using Command = std::variant<StartRun, ContinueRun, Pause, Resume, StepOnce, StopRun, ChangeSetting,
    WatchLayers, SaveAgain, Look>;

struct Started {
    std::int64_t batchesTotal = 0;
    double epochs = 0; ///< as Trainer::epochsTotal()
    std::vector<std::string> classes;
    std::size_t validationImages = 0;
    RunConfig config; ///< as the next batch will be trained
    std::filesystem::path folder; ///< empty: nothing is saved
    std::vector<StepReport> past {}; ///< of a run that goes on
};
struct Paused { };
struct Resumed { };
/// Of the lowest validation loss until now.
struct BestModel {
    std::shared_ptr<const TrainedModel> model; ///< never null
};
struct Finished {
    StopReason reason = StopReason::None;
    std::optional<EpochReport> bestEpoch;
    std::shared_ptr<const TrainedModel> best, last; ///< never null
    std::optional<Divergence> divergence {}; ///< where that is the reason
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
/// Something about the run that the person should know: a sentence without a full stop.
struct Noted {
    std::string sentence;
};
/// KeptSnapshots: those that can be gone back to are others now. KeptRun: the run cannot be saved,
/// or can again; nothing that was learnt is lost while the program goes on.
using Event = std::variant<StepReport, Started, Paused, Resumed, BestModel, Finished, Failed,
    Resting, Noted, KeptSnapshots, KeptRun>;

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
    /// The newest answer to Look; null when there is none that was not taken yet.
    std::shared_ptr<const TrainedModel> takeSnapshot() { return m_snapshot.take(); }
    /// Processor time that answering Look has taken so far.
    double lookSeconds() const { return m_lookSeconds; }

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
    void serve(WatchLayers wanted);
    void serve(SaveAgain);
    void serve(Look);
    void begin(const std::filesystem::path &folder, bool paused, std::vector<StepReport> past = {});
    void postBest();
    void noteRateJump();
    void step();
    void postKept();
    void finish();
    void fail(const std::string &message);
    void makeRoom();
    void saveLeftover();

    Mailbox<Command> m_commands;
    Mailbox<Event> m_events;
    Latest<std::shared_ptr<const TrainedModel>> m_snapshot;
    std::atomic<double> m_lookSeconds = 0;

    // These are the training thread's only.
    std::unique_ptr<Trainer> m_trainer;
    std::unique_ptr<Trainer> m_leftover; // of a run that is over and is not saved
    std::unique_ptr<RunKeeper> m_folder; // null: nothing is saved
    std::unique_ptr<SnapshotKeeper> m_keeper; // null: none are kept
    bool m_running = false;
    int m_batchesWanted = 0; ///< pause after so many; 0: go on
    std::uint64_t m_served = 0;

    // Last, so that it stops and joins before what it uses goes away.
    std::jthread m_thread { [this](const std::stop_token &stop) {
        run(stop);
    } };
};

} // namespace convscope
