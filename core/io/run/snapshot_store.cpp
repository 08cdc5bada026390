// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/snapshot_store.h"
#include "core/base/error.h"
#include "core/io/tensors/safetensors.h"
#include "core/train/loop/trainer_state.h"
#include <algorithm>
#include <charconv>

namespace convscope {

namespace fs = std::filesystem;

namespace {

constexpr const char *kFormat = "convscope-snapshot";
constexpr std::string_view kPrefix = "batch-", kExtension = ".safetensors";
constexpr std::size_t kDigits = 10; // so that names sort as the batches do

std::optional<std::int64_t> batchOf(const fs::path &file)
{
    const std::string name = file.filename().string();
    if (!name.starts_with(kPrefix) || !name.ends_with(kExtension)
        || name.size() <= kPrefix.size() + kExtension.size())
        return {};
    const char *begin = name.data() + kPrefix.size();
    const char *end = name.data() + name.size() - kExtension.size();
    std::int64_t batch = 0;
    const auto [stop, error] = std::from_chars(begin, end, batch);
    if (error != std::errc() || stop != end || batch < 0
        || snapshotFile({}, batch).filename() != name)
        return {};
    return batch;
}

Snapshot readFirstGood(const fs::path &run, const std::vector<std::int64_t> &candidates)
{
    std::string error = run.string() + ": it keeps no snapshot of that part of the run";
    for (const std::int64_t batch : candidates) {
        try {
            return readSnapshot(run, batch);
        } catch (const Error &caught) {
            error = caught.what(); // or gone meanwhile: another has to do
        }
    }
    throw Error(error);
}

/// The latest first.
std::vector<std::int64_t> upTo(const std::vector<std::int64_t> &all, std::int64_t batch)
{
    std::vector<std::int64_t> before(all.begin(), std::ranges::upper_bound(all, batch));
    std::ranges::reverse(before);
    return before;
}

} // namespace

fs::path snapshotFile(const fs::path &run, std::int64_t batch)
{
    std::string digits = std::to_string(batch);
    digits.insert(0, kDigits - std::min(kDigits, digits.size()), '0');
    return run / "snapshots" / (std::string(kPrefix) + digits + std::string(kExtension));
}

std::vector<std::int64_t> listSnapshots(const fs::path &run)
{
    std::vector<std::int64_t> batches;
    std::error_code error;
    for (fs::directory_iterator at(run / "snapshots", error), end; !error && at != end;
         at.increment(error))
        if (const auto batch = batchOf(at->path()))
            batches.push_back(*batch);
    std::ranges::sort(batches);
    return batches;
}

void writeSnapshot(const fs::path &run, const Snapshot &snapshot)
{
    TensorFile file { snapshot.tensors, snapshot.metadata };
    file.metadata["format"] = kFormat;
    file.metadata["format_version"] = "1";
    file.metadata["batch"] = std::to_string(snapshot.batch);
    writeSafetensors(snapshotFile(run, snapshot.batch), file);
}

Snapshot readSnapshot(const fs::path &run, std::int64_t batch)
{
    const fs::path path = snapshotFile(run, batch);
    TensorFile file = readSafetensors(path);
    const auto is = [&](const char *key, const std::string &value) {
        const auto found = file.metadata.find(key);
        return found != file.metadata.end() && found->second == value;
    };
    if (!is("format", kFormat) || !is("format_version", "1") || !is("batch", std::to_string(batch)))
        throw Error(path.string()
            + ": it is no snapshot of that batch, or from another version; it can be deleted");
    return { batch, std::move(file.tensors), std::move(file.metadata) };
}

Snapshot readNearestSnapshot(const fs::path &run, std::int64_t batch)
{
    const std::vector<std::int64_t> all = listSnapshots(run);
    std::vector<std::int64_t> candidates = upTo(all, batch);
    candidates.insert(candidates.end(), std::ranges::upper_bound(all, batch), all.end());
    return readFirstGood(run, candidates);
}

Snapshot readSnapshotBefore(const fs::path &run, std::int64_t batch)
{
    return readFirstGood(run, upTo(listSnapshots(run), batch));
}

} // namespace convscope
