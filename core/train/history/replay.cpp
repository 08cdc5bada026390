// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/history/replay.h"
#include "core/base/error.h"
#include <algorithm>

namespace convscope {

namespace {

/// A change requested between two batches counts only if it took effect: so every setting is set
/// before every batch.
StepReport stepAgain(Trainer &trainer, const RunHistory &history, BatchDetails *details = nullptr)
{
    for (const Setting *setting : liveSettings())
        trainer.change(setting->field.name,
            settingAt(history, setting->field.name, trainer.batchesDone() + 1));
    return trainer.step(details);
}

} // namespace

double settingAt(const RunHistory &history, std::string_view setting, std::int64_t batch)
{
    double value = numberOf(history.config, liveSetting(setting));
    bool isKnown = false; // by a change at or before the batch
    for (const SettingChange &change : history.changes) {
        if (change.setting != setting)
            continue;
        if (change.batch > batch)
            return isKnown ? value : change.from;
        value = change.to;
        isKnown = true;
    }
    return value;
}

std::unique_ptr<Trainer> replay(
    const RunHistory &history, const Snapshot &start, std::int64_t batch, const Progress &progress)
{
    RunConfig config = history.config;
    for (const Setting *setting : liveSettings())
        setChecked(config, *setting, settingAt(history, setting->field.name, start.batch + 1));
    config.maxBatches = 0; // the limit that cut the run short changed nothing before
    config.patience = 0;
    auto trainer = std::make_unique<Trainer>(std::move(config), history.data);
    trainer->setState(start.tensors, start.metadata);
    const auto total = std::size_t(std::max<std::int64_t>(0, batch - start.batch));
    while (trainer->batchesDone() < batch && !trainer->finished()) {
        if (!progress(std::size_t(trainer->batchesDone() - start.batch), total))
            throw Cancelled();
        stepAgain(*trainer, history);
    }
    if (trainer->batchesDone() != batch)
        throw Error("batch " + std::to_string(batch) + " is no part of this run");
    return trainer;
}

BatchInspection inspectBatch(
    const RunHistory &history, const Snapshot &start, std::int64_t batch, const Progress &progress)
{
    const std::unique_ptr<Trainer> trainer = replay(history, start, batch - 1, progress);
    BatchInspection inspection { .report = {}, .details = {}, .model = trainer->current() };
    // After an epoch's last batch its validation comes first.
    while (!trainer->finished() && trainer->batchesDone() < batch) {
        if (!progress(std::size_t(batch - start.batch), std::size_t(batch - start.batch)))
            throw Cancelled();
        const StepReport report = stepAgain(*trainer, history, &inspection.details);
        if (report.batch)
            inspection.report = *report.batch;
    }
    if (inspection.report.batch != batch)
        throw Error("batch " + std::to_string(batch) + " is no part of this run");
    return inspection;
}

} // namespace convscope
