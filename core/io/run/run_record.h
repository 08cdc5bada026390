// SPDX-License-Identifier: GPL-3.0-or-later
// RunRecord: what a run folder tells about its run, for reports. Plain data.
#pragma once
#include "core/io/run/run_folder.h"

namespace convscope {

struct RunRecord {
    std::filesystem::path folder;
    RunConfig config;
    RunLogs logs;
    std::string producer; ///< program and version that began it
    std::string started; ///< local time
    std::string simd; ///< the vector instructions it ran with
    std::string fingerprint; ///< the images' hash
    std::string stoppedBy; ///< empty while it goes on
    int epochsDone = 0; ///< from beginning to end; a limit may have broken off another
    struct Images {
        std::size_t train = 0, validation = 0, test = 0;
    } images;
};

/// How long the run is to be, as it stands: Trainer::batchesTotal() and epochsTotal() where it
/// stopped.
struct RunPlan {
    std::int64_t batches = 0;
    double epochs = 0;
};
RunPlan planOf(const RunRecord &run);

/// @throws Error naming the file that is missing or damaged.
RunRecord readRunRecord(const std::filesystem::path &folder);

} // namespace convscope
