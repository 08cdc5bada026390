// SPDX-License-Identifier: GPL-3.0-or-later
// SnapshotKeeper: keeps snapshots of a run in its folder while it trains. Owned by the thread that
// trains, which only copies the state; a thread of its own writes the files.
#pragma once
#include "core/train/history/snapshot.h"
#include "core/train/history/snapshot_ring.h"
#include <filesystem>
#include <memory>

namespace convscope {

/// The snapshots that can be gone back to.
struct KeptSnapshots {
    std::vector<std::int64_t> batches; ///< ascending
    std::string error; ///< why the last one could not be kept; empty: it could
};

/// Nothing that goes wrong here stops a run: then there are fewer snapshots, or none, and none in a
/// folder that has come into the place of the run's.
class SnapshotKeeper {
public:
    /// Goes on with those the folder has, except for what lies behind where `trainer` stands.
    SnapshotKeeper(
        const std::filesystem::path &run, const Trainer &trainer, SnapshotLimits limits = {});
    /// Writes what is left to write.
    ~SnapshotKeeper();

    /// After every step. Copies the state when the checkpoint is one to keep, and never more than a
    /// fiftieth of the training time goes into that.
    void record(const StepReport &report, const Trainer &trainer);
    /// Keeps where the run stands in any case: it is over.
    void finish(const Trainer &trainer);

    /// When that changed since it was asked last.
    std::optional<KeptSnapshots> news();
    /// Blocks until all is written.
    void wait();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace convscope
