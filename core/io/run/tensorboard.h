// SPDX-License-Identifier: GPL-3.0-or-later
// EventLog: a run's figures as event files for TensorBoard, beside its CSV logs.
#pragma once
#include "core/io/run/logs/event_record.h"
#include "core/train/loop/trainer.h"
#include <filesystem>

namespace convscope {

/// Used by the thread that trains. Steps are batches; the times are those of the clock.
class EventLog {
public:
    /// A new file in the folder of a run that begins.
    explicit EventLog(const std::filesystem::path &folder);
    /// Goes on with a run that stood at this batch and epoch: what its event files have beyond is
    /// cut off, and what follows goes into a new one. Where it has none, the earlier part is taken
    /// from its logs. @throws Error.
    EventLog(const std::filesystem::path &folder, std::int64_t batches, int epochs);

    void add(const StepReport &report);
    /// @throws Error when the disk is full or gone.
    void flush();
    const std::filesystem::path &path() const { return m_path; }

private:
    void begin(const std::filesystem::path &folder);

    std::filesystem::path m_path;
    std::string m_pending;
};

/// The event files of a run, oldest first.
std::vector<std::filesystem::path> eventFiles(const std::filesystem::path &folder);

/// Writes what the logs of a run say as one event file; its times are those since the start,
/// without pauses. Returns its path. @throws Error when the run has event files already.
std::filesystem::path writeEventFile(const std::filesystem::path &folder);

} // namespace convscope
