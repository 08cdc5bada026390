// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runs/run_data.h"
#include "app/services/data/dataset_loader.h"
#include "core/base/error.h"
#include "core/io/run/run_record.h"
#include <array>
#include <cstdio>

namespace convscope {

namespace {

/// As in run.json.
std::string fingerprintOf(const TrainingData &data)
{
    std::array<char, 17> text {};
    std::snprintf(
        text.data(), text.size(), "%016llx", static_cast<unsigned long long>(data.fingerprint));
    return text.data();
}

} // namespace

std::shared_ptr<const TrainingData> dataOfRun(const std::filesystem::path &folder,
    const std::shared_ptr<const TrainingData> &known, const Progress &progress)
{
    const RunRecord run = readRunRecord(folder);
    if (known && fingerprintOf(*known) == run.fingerprint)
        return known;
    const std::shared_ptr<const Dataset> whole = openDataset(run.config.dataset, progress);
    const auto dataset = withoutLeftOut(whole, run.config.leftOut);
    auto data = std::make_shared<const TrainingData>(
        loadTrainingData(*dataset, loadOptions(run.config), progress));
    if (fingerprintOf(*data) != run.fingerprint)
        throw Error(run.config.dataset
            + ": the pictures have changed since this run, so its batches cannot be shown again");
    return data;
}

} // namespace convscope
