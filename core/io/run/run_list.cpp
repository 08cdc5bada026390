// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/run_list.h"
#include "core/base/error.h"
#include "core/base/files/folder_lock.h"
#include "core/base/files/strict_json.h"
#include "core/base/hash.h"
#include "core/base/utf8_name.h"
#include "core/io/run/run_description.h"
#include "core/io/run/run_folder.h"
#include "core/io/run/tensorboard.h"
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace convscope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::size_t kSparkPoints = 80;
constexpr std::size_t kMaxLog = std::size_t(2) << 30U;

/// The files that a summary is made of.
const std::array kFiles { "run.json", "notes.json", "epochs.csv", "resume.safetensors" };

std::uint64_t stampOf(const fs::path &folder)
{
    Hasher hasher;
    std::error_code error;
    for (const char *name : kFiles) {
        const fs::path file = folder / name;
        const auto time = fs::last_write_time(file, error);
        hasher.add(std::uint64_t(error ? 0 : time.time_since_epoch().count()));
        const auto size = fs::file_size(file, error);
        hasher.add(std::uint64_t(error ? 0 : size));
    }
    return hasher.add(std::uint64_t(eventFiles(folder).size())).digest();
}

std::optional<Score> scoreFrom(const json &description)
{
    const auto found = description.find("test");
    // JSON has null for a number that is not finite: that is no figure.
    if (found == description.end() || !found->value("loss", json()).is_number())
        return std::nullopt;
    return Score { found->value("loss", 0.0), found->value("accuracy", 0.0),
        countIn<std::size_t>("run.json: test", *found, "images") };
}

/// Returns how far the run's files are vouched for.
FileMarks takeDescription(RunSummary &run)
{
    const fs::path file = run.folder / "run.json";
    const json description = readRunDescription(run.folder, Unsealed::Accept);
    if (!description.contains("settings"))
        throw Error(file.string() + ": it has no settings");
    const json &settings = description["settings"];
    const RunConfig config = runConfigFromJson(settings);
    run.settings = settingTexts(settings);
    run.started = description.value("started", "");
    run.preset = config.preset;
    run.dataset = utf8Name(config.dataset);
    run.epochsPlanned = config.epochs;
    const json result = description.value("result", json::object());
    run.stoppedBy = result.value("stopped_by", "");
    run.batches = countIn<std::int64_t>(file.string(), result, "batches_done");
    run.epochs = countIn<int>(file.string(), result, "epochs_done");
    run.test = scoreFrom(description);
    return marksIn(description);
}

void takeLogs(RunSummary &run, const FileMarks &marks)
{
    for (const EpochReport &report : readEpochLog(run.folder, marks)) {
        run.seconds = report.seconds;
        if (report.best)
            run.best = report;
    }
    const fs::path file = run.folder / "batches.csv";
    if (const auto mark = markIn(marks, "batches.csv"))
        readMarked(file, mark, kMaxLog);
    LossCurve log = readLossCurve(file, kSparkPoints);
    run.loss = std::move(log.loss);
    run.seconds = std::max(run.seconds, log.seconds);
}

RunSummary summarize(const fs::path &folder, std::uint64_t stamp)
{
    RunSummary run;
    run.folder = folder;
    run.stamp = stamp;
    std::error_code error;
    run.hasState = fs::exists(folder / "resume.safetensors", error);
    run.hasEvents = !eventFiles(folder).empty();
    try {
        run.notes = readRunNotes(folder);
        takeLogs(run, takeDescription(run));
    } catch (const std::exception &caught) {
        run.error = caught.what();
    }
    return run;
}

} // namespace

std::string RunSummary::name() const
{
    return notes.name.empty() ? utf8Name(folder.filename().string()) : notes.name;
}

bool RunSummary::isUnfinished() const
{
    return error.empty() && hasState && !running
        && (stoppedBy.empty() || stoppedBy == toString(StopReason::Person)
            || stoppedBy == toString(StopReason::MaxBatches));
}

std::vector<RunSummary> listRuns(
    const fs::path &parent, const std::vector<RunSummary> &known, const Progress &progress)
{
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator at(parent, error), end; !error && at != end; at.increment(error))
        if (std::error_code absent; fs::exists(at->path() / "run.json", absent))
            folders.push_back(at->path());
    std::vector<RunSummary> runs;
    for (const fs::path &folder : folders) {
        const std::uint64_t stamp = stampOf(folder);
        const auto old = std::ranges::find_if(known,
            [&](const RunSummary &run) { return run.stamp == stamp && run.folder == folder; });
        runs.push_back(old == known.end() ? summarize(folder, stamp) : *old);
        runs.back().running = FolderLock::isHeld(folder);
        if (!progress(runs.size(), folders.size()))
            throw Cancelled();
    }
    std::ranges::sort(runs, [](const RunSummary &a, const RunSummary &b) {
        return std::pair(a.started, a.folder) > std::pair(b.started, b.folder);
    });
    return runs;
}

} // namespace convscope
