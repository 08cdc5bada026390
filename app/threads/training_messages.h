// SPDX-License-Identifier: GPL-3.0-or-later
// Messages to and from the training thread: commands, which the window sends, and events, which it
// fetches. Plain data, without Qt.
#pragma once
#include "core/io/run/run_keeper.h"
#include "core/io/run/snapshot_keeper.h"
#include "core/train/loop/trainer.h"
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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
struct SnapshotRequest { };
using Command = std::variant<StartRun, ContinueRun, Pause, Resume, StepOnce, StopRun, ChangeSetting,
    WatchLayers, SaveAgain, SnapshotRequest>;

struct Started {
    std::int64_t batchesTotal = 0;
    double epochs = 0; ///< as Trainer::epochsTotal()
    std::vector<std::string> classes;
    std::size_t validationImages = 0;
    RunConfig config; ///< as the next batch will be trained
    std::filesystem::path folder; ///< empty: nothing is saved
    std::vector<StepReport> history {}; ///< of a run that goes on
};
struct Paused { };
struct Resumed { };
/// The network of the lowest validation loss until now.
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

} // namespace convscope
