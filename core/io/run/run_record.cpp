// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/run_record.h"
#include "core/base/error.h"
#include "core/base/files/strict_json.h"
#include "core/io/run/run_description.h"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace convscope {

using nlohmann::json;

RunRecord readRunRecord(const std::filesystem::path &folder)
{
    const std::filesystem::path file = folder / "run.json";
    const json description = readRunDescription(folder);
    RunRecord record { .folder = folder,
        .config = RunFolder::config(folder),
        .logs = readRunLogs(folder),
        .producer = {},
        .started = {},
        .simd = {},
        .fingerprint = {},
        .stoppedBy = {},
        .images = {} };
    try {
        record.producer = description.value("producer", "");
        record.started = description.value("started", "");
        record.simd = description.value("simd", "");
        record.fingerprint = description.value("dataset_fingerprint", "");
        const json result = description.value("result", json::object());
        record.stoppedBy = result.value("stopped_by", "");
        record.epochsDone = result.value("epochs_done", 0);
        const json images = description.value("images", json::object());
        const auto count = [&](const char *part) {
            return countIn<std::size_t>(file.string(), images, part);
        };
        record.images = { count("train"), count("val"), count("test") };
    } catch (const json::exception &) {
        throw Error(file.string() + ": one of its fields is not what it should be");
    }
    return record;
}

RunPlan planOf(const RunRecord &run)
{
    const auto &batches = run.logs.batches;
    const auto done = std::int64_t(batches.size());
    const int epoch = batches.empty() ? 0 : batches.back().epoch;
    const std::int64_t inEpoch = std::count_if(batches.rbegin(), batches.rend(),
        [epoch](const BatchReport &batch) { return batch.epoch == epoch; });
    const auto size = std::max<std::int64_t>(run.config.batch, 1);
    const std::int64_t each
        = std::max<std::int64_t>((std::int64_t(run.images.train) + size - 1) / size, 1);
    const std::int64_t left = std::max<std::int64_t>(each - inEpoch, 0) * (epoch > 0 ? 1 : 0)
        + each * std::max(run.config.epochs - epoch, 0);
    const std::int64_t all = done + left;
    if (run.config.maxBatches <= 0 || all <= run.config.maxBatches)
        return { all, double(run.config.epochs) };
    const std::int64_t most = std::max(run.config.maxBatches, done);
    const double before = epoch > 0 ? epoch - 1 : 0;
    return { most, before + double(inEpoch + most - done) / double(each) };
}

} // namespace convscope
