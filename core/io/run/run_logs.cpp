// SPDX-License-Identifier: GPL-3.0-or-later
// Reads again what RunFolder has written of a run.
#include "core/base/error.h"
#include "core/base/notices.h"
#include "core/base/whole_number.h"
#include "core/io/run/logs/change_log.h"
#include "core/io/run/logs/csv_log.h"
#include "core/io/run/run_description.h"
#include "core/io/run/run_folder.h"
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace convscope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

std::optional<Divergence> divergenceIn(const json &description)
{
    const json result = description.value("result", json::object());
    return result.contains("divergence") ? std::optional(divergenceFromJson(result["divergence"]))
                                         : std::nullopt;
}

/// A batch's or an epoch's number; `line` of the log. @throws Error.
template<std::integral T>
T countFrom(const std::optional<double> &field, const fs::path &log, std::size_t line)
{
    const auto count = wholeNumber<T>(field.value_or(0));
    if (!count || *count < 0)
        throw Error(log.string() + ": line " + std::to_string(line)
            + " begins with a number that no batch and no epoch has");
    return *count;
}

EpochReport epochFromRow(const CsvRow &row, const fs::path &log, std::size_t line)
{
    EpochReport report;
    report.epoch = countFrom<int>(row[0], log, line);
    report.trainLoss = row[1].value_or(0);
    report.trainAccuracy = row[2].value_or(0);
    // Earlier versions wrote down what is not a number.
    report.validationFailed = row[3] && !std::isfinite(*row[3]);
    if (!report.validationFailed) {
        report.valLoss = row[3];
        report.valAccuracy = row[4];
    }
    report.seconds = row[5].value_or(0);
    return report;
}

} // namespace

std::vector<EpochReport> readEpochLog(const fs::path &folder, const FileMarks &marks)
{
    std::vector<EpochReport> epochs;
    std::optional<double> best;
    const fs::path log = folder / "epochs.csv";
    for (const auto &row : readCsv(log, kEpochHeader, markIn(marks, "epochs.csv"))) {
        epochs.push_back(epochFromRow(row, log, epochs.size() + 2)); // the header is line 1
        EpochReport &report = epochs.back();
        report.best = report.valLoss && (!best || *report.valLoss < *best);
        if (report.best)
            best = report.valLoss;
    }
    return epochs;
}

RunLogs readRunLogs(const fs::path &folder)
{
    RunLogs logs;
    const json description
        = fs::exists(folder / "run.json") ? readRunDescription(folder) : json::object();
    const FileMarks marks = marksIn(description);
    for (const json &error : description.value("mended", json::array()))
        notice(error.get<std::string>());
    logs.changes = readChanges(folder / "changes.csv", markIn(marks, "changes.csv"));
    logs.divergence = divergenceIn(description);
    const fs::path log = folder / "batches.csv";
    for (const auto &row : readCsv(log, kBatchHeader, markIn(marks, "batches.csv")))
        logs.batches.push_back(
            { .batch = countFrom<std::int64_t>(row[0], log, logs.batches.size() + 2),
                .epoch = countFrom<int>(row[1], log, logs.batches.size() + 2),
                .loss = row[2].value_or(0),
                .accuracy = row[3].value_or(0),
                .learningRate = row[4].value_or(0),
                .seconds = row[5].value_or(0),
                .images = 0 });
    logs.epochs = readEpochLog(folder, marks);
    for (EpochReport &report : logs.epochs) {
        const auto last = std::find_if(logs.batches.rbegin(), logs.batches.rend(),
            [&](const BatchReport &b) { return b.epoch == report.epoch; });
        report.batch = last == logs.batches.rend() ? 0 : last->batch;
    }
    return logs;
}

std::vector<StepReport> asReports(const RunLogs &logs)
{
    std::vector<StepReport> reports;
    auto epoch = logs.epochs.begin();
    for (const BatchReport &batch : logs.batches) {
        reports.push_back({ batch, std::nullopt });
        for (; epoch != logs.epochs.end() && epoch->batch <= batch.batch; ++epoch)
            reports.push_back({ std::nullopt, *epoch });
    }
    if (!logs.changes.empty() || logs.divergence)
        reports.push_back({ .batch = {},
            .epoch = {},
            .changes = logs.changes,
            .batchesTotal = 0,
            .divergence = logs.divergence });
    return reports;
}

} // namespace convscope
