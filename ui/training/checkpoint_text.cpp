// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/checkpoint_text.h"
#include "ui/kit/figure_text.h"
#include "ui/training/run_model.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace convscope {

namespace {

struct CheckpointTextStrings {
    Q_DECLARE_TR_FUNCTIONS(CheckpointText)
};

QString fileText(std::int64_t batch)
{
    return batch > 0 ? CheckpointTextStrings::tr("model file, after batch %1")
                           .arg(QLocale().toString(qlonglong(batch)))
                     : CheckpointTextStrings::tr("not trained here");
}

/// The last validation at that batch or before; null: there was none.
const EpochReport *validated(const RunModel &run, std::int64_t batch)
{
    const auto found = std::find_if(run.epochs().rbegin(), run.epochs().rend(),
        [&](const EpochReport &epoch) { return epoch.batch <= batch && epoch.valAccuracy; });
    return found == run.epochs().rend() ? nullptr : &*found;
}

} // namespace

ModelCheckpoint checkpointIn(const RunModel &run, std::int64_t batch)
{
    if (run.source().folder.empty() && run.batches().empty())
        return ModelCheckpoint::File;
    const bool isRunning = run.source().isRunning;
    const EpochReport *best = run.bestEpoch();
    if (best && best->batch == batch)
        return isRunning ? ModelCheckpoint::BestSoFar : ModelCheckpoint::Best;
    const bool isLast = !run.batches().empty() && run.batches().back().batch == batch;
    return isLast && !isRunning ? ModelCheckpoint::Last : ModelCheckpoint::Live;
}

QString checkpointText(ModelCheckpoint checkpoint, const TrainedModel &model)
{
    const QLocale locale;
    //: %1 a text with a number in it, %2 and %3 numbers
    const QString text = [&] {
        switch (checkpoint) {
        case ModelCheckpoint::File:
            break;
        case ModelCheckpoint::Best:
            return CheckpointTextStrings::tr("best epoch, %1 (batch %2)");
        case ModelCheckpoint::BestSoFar:
            return CheckpointTextStrings::tr("best epoch until then, %1 (batch %2)");
        case ModelCheckpoint::Last:
            return CheckpointTextStrings::tr("end of the run, epoch %1 (batch %2)");
        case ModelCheckpoint::Live:
            return CheckpointTextStrings::tr("epoch %1 (batch %2)");
        }
        return QString();
    }();
    return text.isEmpty()
        ? fileText(model.batch)
        : text.arg(locale.toString(model.epoch), locale.toString(qlonglong(model.batch)));
}

QString originText(const ModelOrigin &origin, const TrainedModel &model)
{
    const QString checkpoint = checkpointText(origin.checkpoint, model);
    if (origin.run.empty())
        return checkpoint;
    //: %1 which of its networks, %2 the name of a run
    return CheckpointTextStrings::tr("%1 of run %2")
        .arg(checkpoint, QString::fromStdString(origin.run.filename().string()));
}

QString knownAccuracy(const RunModel &run, const TrainedModel &model)
{
    if (checkpointIn(run, model.batch) == ModelCheckpoint::File)
        return CheckpointTextStrings::tr("how often it is right is not known here: evaluate it");
    const EpochReport *report = validated(run, model.batch);
    if (!report)
        return CheckpointTextStrings::tr("not validated until then");
    const QString share = shareText(*report->valAccuracy);
    return report->batch == model.batch
        ? CheckpointTextStrings::tr("%1 of the validation images right").arg(share)
        : CheckpointTextStrings::tr("%1 of the validation images right after epoch %2")
              .arg(share, QLocale().toString(report->epoch));
}

QString networkText(const RunModel &run, const TrainedModel &model)
{
    //: %1 which network of a run, %2 how often it is right
    return CheckpointTextStrings::tr("Network: %1 · %2")
        .arg(checkpointText(checkpointIn(run, model.batch), model), knownAccuracy(run, model));
}

} // namespace convscope
