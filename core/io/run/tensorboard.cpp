// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/tensorboard.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/base/files/byte_reader.h"
#include "core/base/files/folder_lock.h"
#include "core/io/run/run_record.h"
#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

namespace convscope {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxEventFile = std::size_t(4) << 30U;
const std::string kFileStart = "events.out.tfevents.";
const std::string kOfEpoch = "loss/train_epoch"; // one for every epoch, validated or not

double secondsNow()
{
    using Seconds = std::chrono::duration<double>;
    return Seconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// The machine's name, of which only what is harmless in a file name.
std::string host()
{
    std::array<char, 256> name {};
    if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == 0)
        return "host";
    std::string text = name.data();
    std::ranges::replace_if(
        text, [](unsigned char c) { return !std::isalnum(c) && c != '-' && c != '.'; }, '_');
    return text;
}

/// TensorBoard reads the files of a folder in the order of their names: the second comes first.
fs::path freeName(const fs::path &folder, double wallTime)
{
    constexpr std::size_t kDigits = 10;
    for (auto second = std::int64_t(wallTime);; ++second) {
        std::string digits = std::to_string(second);
        digits.insert(0, kDigits - std::min(kDigits, digits.size()), '0');
        fs::path path = folder / (kFileStart + digits + "." + host());
        if (!fs::exists(path))
            return path;
    }
}

std::string recordsOf(const StepReport &report, double wallTime)
{
    std::string records;
    const auto add = [&](std::int64_t step, std::vector<EventScalar> scalars) {
        records += eventRecord({ wallTime, step, std::move(scalars) });
    };
    if (const auto &b = report.batch)
        add(b->batch,
            { { "loss/train", float(b->loss) }, { "accuracy/train", float(b->accuracy) },
                { "learning_rate", float(b->learningRate) } });
    if (const auto &e = report.epoch) {
        std::vector<EventScalar> scalars { { kOfEpoch, float(e->trainLoss) },
            { "accuracy/train_epoch", float(e->trainAccuracy) } };
        if (e->valLoss)
            scalars.push_back({ "loss/val", float(*e->valLoss) });
        if (e->valAccuracy)
            scalars.push_back({ "accuracy/val", float(*e->valAccuracy) });
        add(e->batch, std::move(scalars));
    }
    return records;
}

/// Cuts off what lies beyond; counts in `epochs` those that are left to come.
void cutBack(const fs::path &file, std::int64_t batches, int &epochs)
{
    const auto bytes = readFile(file, kMaxEventFile);
    std::size_t kept = 0;
    for (const ReadEvent &read : readEventRecords(bytes)) {
        const bool isEpoch = std::ranges::any_of(
            read.event.scalars, [](const EventScalar &scalar) { return scalar.tag == kOfEpoch; });
        if (read.event.step > batches || (isEpoch && epochs-- <= 0))
            break;
        kept = read.end;
    }
    if (kept < bytes.size())
        writeFileAtomically(file, { reinterpret_cast<const char *>(bytes.data()), kept });
}

/// "2026-03-01 14:05:09", local time, in seconds since 1970; 0 where it is none.
double secondsFrom(const std::string &started)
{
    std::tm local {};
    if (!::strptime(started.c_str(), "%Y-%m-%d %H:%M:%S", &local))
        return 0;
    local.tm_isdst = -1;
    return double(std::mktime(&local));
}

/// All that the logs say. Nobody else writes into the folder meanwhile.
fs::path writeLogsAsEvents(const fs::path &folder)
{
    const RunRecord run = readRunRecord(folder);
    const double start = secondsFrom(run.started);
    std::string records = firstEventRecord(start);
    auto epoch = run.logs.epochs.begin();
    for (const BatchReport &batch : run.logs.batches) {
        records += recordsOf({ batch, std::nullopt }, start + batch.seconds);
        for (; epoch != run.logs.epochs.end() && epoch->batch == batch.batch; ++epoch)
            records += recordsOf({ std::nullopt, *epoch }, start + epoch->seconds);
    }
    fs::path path = freeName(folder, start);
    writeFileAtomically(path, records);
    return path;
}

} // namespace

std::vector<fs::path> eventFiles(const fs::path &folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder, error))
        if (entry.path().filename().string().starts_with(kFileStart))
            files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

EventLog::EventLog(const fs::path &folder)
{
    begin(folder);
}

EventLog::EventLog(const fs::path &folder, std::int64_t batches, int epochs)
{
    const auto files = eventFiles(folder);
    for (const fs::path &file : files)
        cutBack(file, batches, epochs);
    if (files.empty())
        writeLogsAsEvents(folder);
    begin(folder);
}

void EventLog::begin(const fs::path &folder)
{
    const double time = secondsNow();
    m_path = freeName(folder, time);
    writeFileAtomically(m_path, firstEventRecord(time));
}

void EventLog::add(const StepReport &report)
{
    m_pending += recordsOf(report, secondsNow());
}

void EventLog::flush()
{
    if (m_pending.empty())
        return;
    appendToFile(m_path, m_pending);
    m_pending.clear();
}

fs::path writeEventFile(const fs::path &folder)
{
    const FolderLock lock(folder); // a run that goes on may have begun its own
    if (!eventFiles(folder).empty())
        throw Error(folder.string() + ": this run has files for TensorBoard already");
    return writeLogsAsEvents(folder);
}

} // namespace convscope
