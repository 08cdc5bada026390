// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/logs/curves_csv.h"
#include "core/curves/curve_layout.h"
#include "core/train/loop/trainer_state.h"
#include <algorithm>

namespace convscope {

namespace {

std::string validationCells(std::span<const EpochReport> epochs, std::int64_t batch)
{
    const auto report = std::ranges::find(epochs, batch, &EpochReport::batch);
    if (report == epochs.end() || !report->valLoss || !report->valAccuracy)
        return ",,,";
    return "," + toText(*report->valLoss) + "," + toText(*report->valAccuracy)
        + (report->best ? ",1" : ",0");
}

std::string changeCell(std::span<const SettingChange> changes, std::int64_t batch)
{
    std::string cell;
    for (const SettingChange &change : changes)
        if (change.batch == batch)
            cell += (cell.empty() ? "" : " ") + change.setting + "=" + toText(change.to);
    return cell;
}

} // namespace

std::string curvesCsv(std::span<const BatchReport> batches, std::span<const EpochReport> epochs,
    std::span<const SettingChange> changes, double smoothing)
{
    std::string csv = "batch,epoch,seconds,images,loss,loss_smoothed,accuracy,accuracy_smoothed,"
                      "learning_rate,validation_loss,validation_accuracy,best,changes\n";
    Smoother loss(smoothing), accuracy(smoothing);
    for (const BatchReport &batch : batches) {
        // Both lists are in order: what is past is not looked at again.
        while (!epochs.empty() && epochs.front().batch < batch.batch)
            epochs = epochs.subspan(1);
        while (!changes.empty() && changes.front().batch < batch.batch)
            changes = changes.subspan(1);
        const auto ends
            = epochs.first(!epochs.empty() && epochs.front().batch == batch.batch ? 1 : 0);
        const auto begin
            = std::ranges::upper_bound(changes, batch.batch, {}, &SettingChange::batch);
        csv += std::to_string(batch.batch) + "," + std::to_string(batch.epoch);
        csv += "," + toText(batch.seconds) + "," + std::to_string(batch.images);
        csv += "," + toText(batch.loss) + "," + toText(loss.next(batch.loss));
        csv += "," + toText(batch.accuracy) + "," + toText(accuracy.next(batch.accuracy));
        csv += "," + toText(batch.learningRate) + validationCells(ends, batch.batch);
        csv += "," + changeCell(changes.first(std::size_t(begin - changes.begin())), batch.batch)
            + "\n";
    }
    return csv;
}

} // namespace convscope
