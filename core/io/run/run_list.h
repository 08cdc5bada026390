// SPDX-License-Identifier: GPL-3.0-or-later
// The runs on disk at a glance. Reads little of each, so that hundreds are listed at once.
#pragma once
#include "core/base/progress.h"
#include "core/curves/curve_layout.h"
#include "core/io/run/run_notes.h"
#include "core/io/run/run_settings.h"
#include "core/train/loop/trainer.h"

namespace convscope {

/// A line of the list of runs.
struct RunSummary {
    std::filesystem::path folder;
    RunNotes notes;
    std::string started; ///< "2026-03-01 14:05:09", local time
    std::string preset, dataset;
    std::string stoppedBy; ///< empty while it goes on, or where it was killed
    int epochs = 0, epochsPlanned = 0;
    std::int64_t batches = 0;
    bool running = false; ///< now, in this program or another
    double seconds = 0; ///< training and validation, without pauses
    std::optional<EpochReport> best; ///< by validation loss
    std::optional<Score> test; ///< the best model's score, where it was tested
    std::vector<CurvePoint> loss; ///< by batch, thinned out for a small image
    std::vector<SettingText> settings;
    bool hasState = false; ///< there is a saved state to go on from
    bool hasEvents = false; ///< there are event files for TensorBoard
    std::string error; ///< why the rest is empty, where the folder is damaged
    std::uint64_t stamp = 0; ///< tells whether the files changed; see listRuns()

    /// The name that the person gave it, else that of its folder.
    std::string name() const;
    /// Quit or killed in the middle: there is more to train, and nobody does.
    bool interrupted() const { return error.empty() && stoppedBy.empty() && !running; }
    /// It ended before it did all that was planned, and can go on.
    bool isUnfinished() const;
};

/// The runs in the folders directly inside `parent`, newest first. Folders without run.json are not
/// runs. Those that are in `known` and have not changed since are taken from there. A damaged run
/// is no exception: that is what `error` is for. @throws Cancelled.
std::vector<RunSummary> listRuns(const std::filesystem::path &parent,
    const std::vector<RunSummary> &known = {}, const Progress &progress = noProgress);

/// Loss by batch as a log has it, thinned out to about `most` points: the first and the last, and
/// the lowest and the highest of what lies between, so that no spike is missing. Also where the
/// last line says the run stands. @throws Error when it is no such log.
struct LossCurve {
    std::vector<CurvePoint> loss;
    double seconds = 0;
};
LossCurve readLossCurve(const std::filesystem::path &file, std::size_t most);

/// One line a run, with its results and all its settings.
std::string runsCsv(std::span<const RunSummary> runs);

} // namespace convscope
