// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run_record.h"
#include "core/base/error.h"
#include "core/io/run_description.h"
#include "core/io/strict_json.h"
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
        .pictures = {} };
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
        record.pictures = { count("train"), count("val"), count("test") };
    } catch (const json::exception &) {
        throw Error(file.string() + ": one of its fields is not what it should be");
    }
    return record;
}

} // namespace convscope
