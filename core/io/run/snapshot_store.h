// SPDX-License-Identifier: GPL-3.0-or-later
// The snapshots in a run folder: snapshots/batch-0000000120.safetensors, each the run as it stood
// after that batch. They may come and go while a run writes them. Any thread.
#pragma once
#include "core/train/history/snapshot.h"
#include <filesystem>

namespace convscope {

std::filesystem::path snapshotFile(const std::filesystem::path &run, std::int64_t batch);

/// The batches there are snapshots of, ascending. Never throws: without a folder there are none.
std::vector<std::int64_t> listSnapshots(const std::filesystem::path &run);

/// Replaces the file atomically. @throws Error when it cannot be written.
void writeSnapshot(const std::filesystem::path &run, const Snapshot &snapshot);
/// @throws Error naming the file that is missing or damaged.
Snapshot readSnapshot(const std::filesystem::path &run, std::int64_t batch);

/// The latest one at or before `batch` that can be read, or where there is none such the earliest
/// one behind it. What is damaged is passed over. @throws Error when nothing is left.
Snapshot readNearestSnapshot(const std::filesystem::path &run, std::int64_t batch);
/// The same without those behind: what replay() can start from.
Snapshot readSnapshotBefore(const std::filesystem::path &run, std::int64_t batch);

} // namespace convscope
