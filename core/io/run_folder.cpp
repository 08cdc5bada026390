// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run_folder.h"
#include "core/base/atomic_file.h"
#include "core/base/byte_reader.h"
#include "core/base/error.h"
#include "core/base/folder_identity.h"
#include "core/base/unfinished.h"
#include "core/base/whole_number.h"
#include "core/io/change_log.h"
#include "core/io/csv_log.h"
#include "core/io/folder_lock.h"
#include "core/io/model_file.h"
#include "core/io/safetensors.h"
#include "core/io/strict_json.h"
#include "core/io/tensorboard.h"
#include "core/kernels/simd_target.h"
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

namespace convscope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::size_t kMaxJson = 64U << 20U;
constexpr std::chrono::seconds kSaveInterval { 10 };
const std::string kBatchHeader = "batch,epoch,loss,accuracy,learning_rate,seconds";
const std::string kEpochHeader = "epoch,train_loss,train_accuracy,val_loss,val_accuracy,seconds";

json readJson(const fs::path &path)
{
    const auto bytes = readFile(path, kMaxJson);
    return parseStrictJson(
        path.string(), { reinterpret_cast<const char *>(bytes.data()), bytes.size() });
}

void writeDescription(const fs::path &folder, const json &description)
{
    writeFileAtomically(folder / "run.json",
        description.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

std::string now()
{
    const std::time_t seconds = std::time(nullptr);
    std::tm local {};
    localtime_r(&seconds, &local);
    std::array<char, 32> text {};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &local);
    return text.data();
}

std::string hex(std::uint64_t value)
{
    std::array<char, 17> text {};
    std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
    return text.data();
}

json resultOf(const Trainer &trainer)
{
    json result { { "stopped_by", toString(trainer.stopReason()) },
        { "epochs_done", trainer.epochsDone() }, { "batches_done", trainer.batchesDone() } };
    if (const auto best = trainer.bestEpoch())
        result["best"] = { { "epoch", best->epoch }, { "val_loss", *best->valLoss },
            { "val_accuracy", *best->valAccuracy } };
    if (const auto divergence = trainer.divergence())
        result["divergence"] = toJson(*divergence);
    return result;
}

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

EpochReport epochFromRow(
    const std::vector<std::optional<double>> &row, const fs::path &log, std::size_t line)
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

struct RunFolder::Impl {
    fs::path path;
    FolderLock lock;
    json description; // run.json
    CsvLog batches, epochs;
    std::optional<EventLog> events = std::nullopt; // where they are asked for
    FolderIdentity place { path };
    bool hasNewChanges = false; // of settings, which are not in their log yet
    std::chrono::steady_clock::time_point tried = std::chrono::steady_clock::now(); // to save
    std::int64_t bestBatch = -1; // of the best model on disk
    std::int64_t savedBatch = 0; // of the resumable state on disk

    void writeNewChanges(const Trainer &trainer)
    {
        if (!hasNewChanges)
            return;
        place.check();
        writeChanges(path / "changes.csv", trainer.changes());
        hasNewChanges = false;
    }
};

RunFolder::RunFolder(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}
RunFolder::~RunFolder() = default;
RunFolder::RunFolder(RunFolder &&) noexcept = default;

const fs::path &RunFolder::path() const
{
    return m_impl->path;
}

std::int64_t RunFolder::savedBatch() const
{
    return m_impl->savedBatch;
}

void RunFolder::refuseExisting(const fs::path &folder)
{
    if (fs::exists(folder / "run.json"))
        throw Error(folder.string()
            + ": this folder holds a run already; resume it, or give another folder");
}

RunFolder RunFolder::create(const fs::path &folder, const Trainer &trainer)
{
    refuseExisting(folder);
    std::error_code fault;
    fs::create_directories(folder, fault);
    if (fault)
        throw Error(folder.string() + ": cannot make the folder: " + fault.message());
    FolderLock lock(folder);
    refuseExisting(folder); // another program may have been as quick, and finished meanwhile
    const TrainingData &data = trainer.data();
    json description { { "format", "convscope-run" }, { "format_version", 1 },
        { "producer", "ConvScope " CONVSCOPE_VERSION }, { "started", now() },
        { "simd", simdTarget() }, { "settings", toJson(trainer.config()) },
        { "dataset_fingerprint", hex(data.fingerprint) }, { "classes", data.classes },
        { "preprocessing", toJson(data.preprocessing) },
        { "images",
            { { "train", data.train.size() }, { "val", data.validation.size() },
                { "test", data.test.size() } } } };
    RunFolder run(std::make_unique<Impl>(Impl { .path = folder,
        .lock = std::move(lock),
        .description = std::move(description),
        .batches = { folder / "batches.csv", kBatchHeader },
        .epochs = { folder / "epochs.csv", kEpochHeader } }));
    if (trainer.config().tensorboard)
        run.m_impl->events.emplace(folder);
    run.save(trainer); // run.json comes last of all: with it the folder is a run
    return run;
}

RunConfig RunFolder::config(const fs::path &folder)
{
    if (!fs::exists(folder / "run.json"))
        throw Error(folder.string() + ": there is no run here to resume; give the folder of a run");
    const json description = readJson(folder / "run.json");
    if (!description.is_object() || !description.contains("settings"))
        throw Error((folder / "run.json").string() + ": it has no settings");
    return runConfigFromJson(description["settings"]);
}

RunFolder RunFolder::resume(const fs::path &folder, Trainer &trainer)
{
    FolderLock lock(folder);
    for (const fs::path &swept : { folder, folder / "snapshots" })
        removeUnfinished(swept);
    json description = readJson(folder / "run.json");
    const std::string fingerprint = hex(trainer.data().fingerprint);
    if (description.value("dataset_fingerprint", "") != fingerprint)
        throw Error(
            folder.string() + ": the pictures have changed since this run began; start a new run");
    const TensorFile state = readSafetensors(folder / "resume.safetensors");
    try {
        trainer.setState(state.tensors, state.metadata);
    } catch (const Error &error) {
        throw Error((folder / "resume.safetensors").string() + ": " + error.what());
    }
    description["settings"] = toJson(trainer.startConfig());
    description.erase("test"); // there will be another best model
    if (fs::exists(folder / "changes.csv"))
        writeChanges(folder / "changes.csv", trainer.changes());
    if (!trainer.bestEpoch()) { // one of a validation that is forgotten: see Trainer::setState()
        std::error_code gone;
        fs::remove(folder / "best.safetensors", gone);
    }
    RunFolder run(std::make_unique<Impl>(Impl { .path = folder,
        .lock = std::move(lock),
        .description = std::move(description),
        .batches = { folder / "batches.csv", kBatchHeader, std::size_t(trainer.batchesDone()) },
        .epochs = { folder / "epochs.csv", kEpochHeader, std::size_t(trainer.epochsDone()) } }));
    run.m_impl->savedBatch = trainer.batchesDone();
    if (trainer.config().tensorboard)
        run.m_impl->events.emplace(folder, trainer.batchesDone(), trainer.epochsDone());
    return run;
}

void RunFolder::recordTest(const fs::path &folder, std::uint64_t fingerprint, const Score &score)
{
    json description = readJson(folder / "run.json");
    if (!description.is_object()
        || description.value("dataset_fingerprint", "") != hex(fingerprint))
        return;
    description["test"]
        = { { "loss", score.loss }, { "accuracy", score.accuracy }, { "images", score.images } };
    writeDescription(folder, description);
}

bool RunFolder::record(const StepReport &report, const Trainer &trainer)
{
    if (const auto &b = report.batch)
        m_impl->batches.add({ double(b->batch), double(b->epoch), b->loss, b->accuracy,
            b->learningRate, b->seconds });
    if (const auto &e = report.epoch)
        m_impl->epochs.add({ double(e->epoch), e->trainLoss, e->trainAccuracy, e->valLoss,
            e->valAccuracy, e->seconds });
    if (m_impl->events)
        m_impl->events->add(report);
    if (!report.changes.empty()) {
        m_impl->hasNewChanges = true;
        m_impl->writeNewChanges(trainer);
    }
    const bool isDue = report.epoch || report.divergence
        || std::chrono::steady_clock::now() - m_impl->tried >= kSaveInterval;
    if (isDue)
        save(trainer);
    return isDue;
}

// The logs go first: resuming cuts them back to the saved state, but cannot invent what they lack.
void RunFolder::save(const Trainer &trainer)
{
    const fs::path &folder = m_impl->path;
    m_impl->tried = std::chrono::steady_clock::now();
    m_impl->place.check();
    m_impl->batches.flush();
    m_impl->epochs.flush();
    m_impl->writeNewChanges(trainer);
    if (m_impl->events)
        m_impl->events->flush();
    const auto best = trainer.best();
    if (trainer.bestEpoch() && best->batch != m_impl->bestBatch) {
        writeModelFile(folder / "best.safetensors", *best);
        m_impl->bestBatch = best->batch;
    }
    writeModelFile(folder / "last.safetensors", *trainer.current());
    TensorFile state;
    state.tensors = trainer.state(state.metadata);
    writeSafetensors(folder / "resume.safetensors", state);
    m_impl->savedBatch = trainer.batchesDone();
    m_impl->description["result"] = resultOf(trainer);
    writeDescription(folder, m_impl->description);
}

std::vector<EpochReport> readEpochLog(const fs::path &folder)
{
    std::vector<EpochReport> epochs;
    std::optional<double> best;
    const fs::path log = folder / "epochs.csv";
    for (const auto &row : readCsv(log, kEpochHeader)) {
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
    logs.changes = readChanges(folder / "changes.csv");
    if (fs::exists(folder / "run.json"))
        logs.divergence = divergenceIn(readJson(folder / "run.json"));
    const fs::path log = folder / "batches.csv";
    for (const auto &row : readCsv(log, kBatchHeader))
        logs.batches.push_back(
            { .batch = countFrom<std::int64_t>(row[0], log, logs.batches.size() + 2),
                .epoch = countFrom<int>(row[1], log, logs.batches.size() + 2),
                .loss = row[2].value_or(0),
                .accuracy = row[3].value_or(0),
                .learningRate = row[4].value_or(0),
                .seconds = row[5].value_or(0),
                .images = 0 });
    logs.epochs = readEpochLog(folder);
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
