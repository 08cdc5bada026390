// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/run_folder.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/folder_identity.h"
#include "core/base/files/folder_lock.h"
#include "core/base/files/strict_json.h"
#include "core/base/files/unfinished.h"
#include "core/base/notices.h"
#include "core/io/run/image_list.h"
#include "core/io/run/logs/change_log.h"
#include "core/io/run/logs/csv_log.h"
#include "core/io/run/run_description.h"
#include "core/io/run/tensorboard.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/safetensors.h"
#include "core/kernels/simd_target.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

namespace convscope {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::chrono::seconds kSaveInterval { 10 };
const std::string kMarks = "files"; // in the saved state
std::string timeStamp()
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

json toJson(const Score &score)
{
    return { { "loss", score.loss }, { "accuracy", score.accuracy }, { "images", score.images } };
}

/// The marks of the logs that a saved state goes with; nothing in those of the first version.
FileMarks savedMarks(const std::map<std::string, std::string> &metadata)
{
    const auto found = metadata.find(kMarks);
    return found == metadata.end() ? FileMarks()
                                   : marksFromJson(parseStrictJson("its state", found->second));
}

void setOrErase(FileMarks &marks, const std::string &name, const std::optional<FileMark> &mark)
{
    if (mark)
        marks[name] = *mark;
    else
        marks.erase(name);
}

/// Writes it anew where it is damaged, or missing as in a run of the first version: that these are
/// the images has been checked.
void keepImageList(const fs::path &folder, const TrainingData &data, FileMarks &marks,
    std::vector<std::string> &errors)
{
    const fs::path file = folder / "images.csv";
    const auto mark = markIn(marks, "images.csv");
    try {
        if (mark && !readImageList(file, mark).empty())
            return;
    } catch (const Error &error) {
        errors.push_back(std::string(error.what()) + "; it was written anew");
    }
    marks["images.csv"] = writeImageList(file, listedImages(data));
}

/// Tells the person, and keeps it for those who read the logs later.
void noteErrors(json &description, const std::vector<std::string> &errors)
{
    json &kept = description["mended"];
    for (const std::string &error : errors) {
        notice(error);
        if (!std::ranges::count(kept, json(error)))
            kept.push_back(error);
    }
    if (kept.empty())
        description.erase("mended");
}

} // namespace

struct RunFolder::Impl {
    fs::path path;
    FolderLock lock;
    json description; // run.json
    FileMarks marks; // the marks of the files beside it
    CsvLog batches, epochs;
    std::optional<EventLog> events = std::nullopt; // where they are asked for
    FolderIdentity place { path };
    bool hasNewChanges = false; // changed settings are not in their log yet
    std::chrono::steady_clock::time_point tried = std::chrono::steady_clock::now(); // to save
    std::int64_t bestBatch = -1; // the batch of the best model on disk
    std::int64_t savedBatch = 0; // the batch of the resumable state on disk

    void writeNewChanges(const Trainer &trainer)
    {
        if (hasNewChanges)
            marks["changes.csv"] = writeChanges(path / "changes.csv", trainer.changes());
        hasNewChanges = false;
    }
    void takeMarks()
    {
        marks["batches.csv"] = batches.mark();
        marks["epochs.csv"] = epochs.mark();
    }
    void writeDescription()
    {
        description["files"] = toJson(marks);
        writeRunDescription(path, description);
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
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw Error(folder.string() + ": cannot make the folder: " + error.message());
    FolderLock lock(folder);
    refuseExisting(folder); // another program may have been as quick, and finished meanwhile
    const TrainingData &data = trainer.data();
    json description { { "format", "convscope-run" }, { "format_version", 1 },
        { "producer", "ConvScope " CONVSCOPE_VERSION }, { "started", timeStamp() },
        { "simd", simdTarget() }, { "settings", toJson(trainer.config()) },
        { "dataset_fingerprint", hex(data.fingerprint) }, { "classes", data.classes },
        { "preprocessing", toJson(data.preprocessing) },
        { "images",
            { { "train", data.train.size() }, { "val", data.validation.size() },
                { "test", data.test.size() } } } };
    for (const char *stale :
        { "changes.csv", "best.safetensors" }) // left by a start that was broken off
        fs::remove(folder / stale, error);
    const FileMark images = writeImageList(folder / "images.csv", listedImages(data));
    RunFolder run(std::make_unique<Impl>(Impl { .path = folder,
        .lock = std::move(lock),
        .description = std::move(description),
        .marks = { { "images.csv", images } },
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
    const json description = readRunDescription(folder);
    if (!description.contains("settings"))
        throw Error((folder / "run.json").string() + ": it has no settings");
    RunConfig config = runConfigFromJson(description["settings"]);
    if (!description["settings"].contains("group")) // before there were any, none kept together
        config.group = GroupBy::None;
    return config;
}

FileMarks RunFolder::marks(const fs::path &folder)
{
    return marksIn(readRunDescription(folder));
}

std::uint64_t RunFolder::fingerprint(const fs::path &folder)
{
    const std::string text = readRunDescription(folder).value("dataset_fingerprint", "");
    constexpr int kHexadecimal = 16;
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, kHexadecimal);
    return value;
}

RunFolder RunFolder::resume(const fs::path &folder, Trainer &trainer)
{
    FolderLock lock(folder);
    for (const fs::path &swept : { folder, folder / "snapshots" })
        removeUnfinished(swept);
    json description = readRunDescription(folder);
    const std::string fingerprint = hex(trainer.data().fingerprint);
    if (description.value("dataset_fingerprint", "") != fingerprint)
        throw Error(
            folder.string() + ": the images have changed since this run began; start a new run");
    const TensorFile state = readSafetensors(folder / "resume.safetensors");
    try {
        trainer.setState(state.tensors, state.metadata);
    } catch (const Error &error) {
        throw Error((folder / "resume.safetensors").string() + ": " + error.what());
    }
    description["settings"] = toJson(trainer.startConfig());
    description.erase("test"); // there will be another best model
    FileMarks marks = marksIn(description);
    const FileMarks saved = savedMarks(state.metadata);
    for (const char *log : { "batches.csv", "epochs.csv", "changes.csv" })
        setOrErase(marks, log, markIn(saved, log));
    // First what is vouched for shrinks, then the logs: so it is never more than there is.
    description["files"] = toJson(marks);
    writeRunDescription(folder, description);
    std::vector<std::string> errors;
    CsvLog batches(folder / "batches.csv", kBatchHeader,
        { trainer.batchesDone(), markIn(saved, "batches.csv") }, errors);
    CsvLog epochs(folder / "epochs.csv", kEpochHeader,
        { trainer.epochsDone(), markIn(saved, "epochs.csv") }, errors);
    if (fs::exists(folder / "changes.csv") || !trainer.changes().empty())
        marks["changes.csv"] = writeChanges(folder / "changes.csv", trainer.changes());
    keepImageList(folder, trainer.data(), marks, errors);
    noteErrors(description, errors);
    if (!trainer.bestEpoch()) { // one of a validation that is forgotten: see Trainer::setState()
        std::error_code gone;
        fs::remove(folder / "best.safetensors", gone);
    }
    RunFolder run(std::make_unique<Impl>(Impl { .path = folder,
        .lock = std::move(lock),
        .description = std::move(description),
        .marks = std::move(marks),
        .batches = std::move(batches),
        .epochs = std::move(epochs) }));
    run.m_impl->takeMarks(); // the logs may have been mended
    run.m_impl->writeDescription();
    run.m_impl->savedBatch = trainer.batchesDone();
    if (trainer.config().tensorboard)
        run.m_impl->events.emplace(folder, trainer.batchesDone(), trainer.epochsDone());
    return run;
}

void RunFolder::recordTest(const fs::path &folder, std::uint64_t fingerprint, const Score &score)
{
    const FolderLock lock(folder); // who goes on with the run writes this file too
    json description = readRunDescription(folder);
    if (description.value("dataset_fingerprint", "") != hex(fingerprint))
        return;
    description["test"] = toJson(score);
    writeRunDescription(folder, description);
}

void RunFolder::recordTest(const Score &score)
{
    m_impl->description["test"] = toJson(score);
    m_impl->writeDescription();
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
    m_impl->hasNewChanges = m_impl->hasNewChanges || !report.changes.empty();
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
    m_impl->takeMarks();
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
    state.metadata[kMarks] = toJson(m_impl->marks).dump();
    writeSafetensors(folder / "resume.safetensors", state);
    m_impl->savedBatch = trainer.batchesDone();
    m_impl->description["result"] = resultOf(trainer);
    m_impl->writeDescription();
}

} // namespace convscope
