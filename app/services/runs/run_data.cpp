// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runs/run_data.h"
#include "core/base/error.h"
#include "core/data/prepare/image_cache.h"
#include "core/io/run/run_folder.h"
#include "core/train/setup/prepare_run.h"

namespace convscope {

std::shared_ptr<const TrainingData> dataOfRun(const std::filesystem::path &folder,
    const std::shared_ptr<const TrainingData> &known, const Progress &progress)
{
    const std::uint64_t fingerprint = RunFolder::fingerprint(folder);
    if (known && known->fingerprint == fingerprint)
        return known;
    const RunConfig config = RunFolder::config(folder);
    const PreparedRun run = prepareRun({ .location = config.dataset,
                                           .config = config,
                                           .purpose = RunRequest::Purpose::Replay,
                                           .cache = cacheFolder() },
        progress);
    if (run.data->fingerprint != fingerprint)
        throw Error(config.dataset
            + ": the images have changed since this run, so its batches cannot be shown again");
    return run.data;
}

} // namespace convscope
