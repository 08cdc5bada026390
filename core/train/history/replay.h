// SPDX-License-Identifier: GPL-3.0-or-later
// Replay: part of a run trained once more, to see what it was like then. With the same images,
// settings and vector instructions the bits are the same, on any number of threads.
#pragma once
#include "core/base/progress.h"
#include "core/train/history/snapshot.h"

namespace convscope {

/// Settings and images that a run was trained with.
struct RunHistory {
    RunConfig config;
    std::vector<SettingChange> changes; ///< oldest first; they say more than `config` does
    std::shared_ptr<const TrainingData> data;
};

/// A setting as it was when batch `batch` was trained.
double settingAt(const RunHistory &history, std::string_view setting, std::int64_t batch);

/// The run as it stood after `batch` batches, trained again from `start`, which is not behind it.
/// @throws Error when the snapshot is not of this run; Cancelled.
std::unique_ptr<Trainer> replay(
    const RunHistory &history, const Snapshot &start, std::int64_t batch, const Progress &progress);

/// One batch of a run, looked at as it was trained.
struct BatchInspection {
    BatchReport report;
    BatchDetails details;
    std::shared_ptr<const TrainedModel> model; ///< as it was before it learnt from this batch
};
/// `start` is before `batch`. @throws as replay() does.
BatchInspection inspectBatch(
    const RunHistory &history, const Snapshot &start, std::int64_t batch, const Progress &progress);

} // namespace convscope
