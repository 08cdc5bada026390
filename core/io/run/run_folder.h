// SPDX-License-Identifier: GPL-3.0-or-later
// RunFolder: what a run leaves on disk, written as it goes: run.json, images.csv, batches.csv,
// epochs.csv, changes.csv, best.safetensors, last.safetensors, resume.safetensors, and event files
// where asked for. Used by the thread that trains.
//
// Whoever is killed at any moment leaves a folder that goes on: what is saved last counts on what
// was saved before. First come the logs, then the models, then the state, which says how far the
// logs go with it, and at last run.json, which vouches for the logs as far as that.
#pragma once
#include "core/io/tensors/file_mark.h"
#include "core/train/loop/trainer.h"
#include <filesystem>
#include <memory>

namespace convscope {

/// The content of a run's logs; for charts of runs that are over.
struct RunLogs {
    std::vector<BatchReport> batches;
    std::vector<EpochReport> epochs;
    std::vector<SettingChange> changes;
    std::optional<Divergence> divergence; ///< where that ended the run
};
/// As far as run.json vouches for them; what was mended in them is told in notices.
/// @throws Error naming the file that is missing or damaged.
RunLogs readRunLogs(const std::filesystem::path &folder);
/// Only the epochs, without their last batches, which is quick. `marks`: as RunFolder::marks().
/// @throws Error as above.
std::vector<EpochReport> readEpochLog(
    const std::filesystem::path &folder, const FileMarks &marks = {});

/// As the run would have reported it.
std::vector<StepReport> asReports(const RunLogs &logs);

class RunFolder {
public:
    /// A new run: makes the folder and writes run.json. @throws Error when the folder holds a run
    /// already, or cannot be written.
    static RunFolder create(const std::filesystem::path &folder, const Trainer &trainer);
    /// @throws Error when `folder` holds a run already.
    static void refuseExisting(const std::filesystem::path &folder);
    /// Goes on with the run in `folder`: gives `trainer` (made from config(folder)) its saved state
    /// and cuts the logs back to it. What is damaged or missing in the logs is left out, with a
    /// notice: the state does without them. @throws Error.
    static RunFolder resume(const std::filesystem::path &folder, Trainer &trainer);
    /// The settings of the run in `folder`. @throws Error when there is none.
    static RunConfig config(const std::filesystem::path &folder);
    /// How far the files beside run.json are vouched for; none in runs of the first version.
    /// @throws Error as config().
    static FileMarks marks(const std::filesystem::path &folder);
    /// The fingerprint of the images it was trained on and their parts, as TrainingData has it; 0:
    /// not known. @throws Error as config().
    static std::uint64_t fingerprint(const std::filesystem::path &folder);

    /// Keeps what the best model of a run that is over scored on its test images; images with
    /// another fingerprint than the run's are not its own and change nothing. @throws Error, also
    /// where somebody goes on with the run.
    static void recordTest(
        const std::filesystem::path &folder, std::uint64_t fingerprint, const Score &score);

    ~RunFolder();
    RunFolder(RunFolder &&) noexcept;

    const std::filesystem::path &path() const;
    /// The same, of this run.
    void recordTest(const Score &score);
    /// Adds to the logs, and saves the models and the resumable state when they are due: after
    /// every epoch, and at least every 10 s; returns whether they were. @throws Error when the disk
    /// is full or gone; what was to be written then is written with what is saved next.
    bool record(const StepReport &report, const Trainer &trainer);
    /// Writes everything out, and into run.json where the run stands; after the last step, or
    /// before quitting. @throws Error, also where another folder has come into the place of this
    /// one.
    void save(const Trainer &trainer);
    /// The batch after which the run stood when its resumable state was saved last.
    std::int64_t savedBatch() const;

private:
    struct Impl;
    explicit RunFolder(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace convscope
