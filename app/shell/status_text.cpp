// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/status_text.h"
#include "core/train/loop/pace.h"
#include "ui/kit/figure_text.h"
#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <span>

namespace convscope {

namespace {

constexpr std::size_t kRecent = 50; // batches that speed, loss and accuracy are means of

struct StatusTextStrings {
    Q_DECLARE_TR_FUNCTIONS(StatusText)
};

/// "00:12", "1:02:03"
QString clock(double seconds)
{
    const auto all = qint64(std::ceil(seconds));
    const QChar zero = QLatin1Char('0');
    const QString tail
        = QStringLiteral("%1:%2").arg(all / 60 % 60, 2, 10, zero).arg(all % 60, 2, 10, zero);
    return all < 3600 ? tail : QString::number(all / 3600) + QLatin1Char(':') + tail;
}

QString progressText(const RunModel &run)
{
    const BatchReport &last = run.batches().back();
    const QLocale locale;
    return StatusTextStrings::tr("epoch %1/%2 · batch %3/%4")
        .arg(locale.toString(last.epoch), locale.toString(run.epochsTotal()),
            locale.toString(qlonglong(last.batch)), locale.toString(qlonglong(run.batchesTotal())));
}

QString recentText(std::span<const BatchReport> recent)
{
    double loss = 0;
    double correct = 0;
    int images = 0;
    for (const BatchReport &batch : recent) {
        const int weight = std::max(1, batch.images); // the logs of a run do not know their number
        loss += batch.loss * weight;
        correct += batch.accuracy * weight;
        images += weight;
    }
    //: %1 a number of batches
    return StatusTextStrings::tr("mean of the last %1: loss %2 · accuracy %3")
        .arg(QLocale().toString(qulonglong(recent.size())), lossText(loss / std::max(1, images)),
            shareText(correct / std::max(1, images)));
}

QString speedText(std::span<const BatchReport> recent)
{
    Pace pace;
    for (const BatchReport &batch : recent)
        pace.add(batch);
    const auto speed = pace.imagesPerSecond();
    return speed ? StatusTextStrings::tr("%1 images/s").arg(QLocale().toString(qlonglong(*speed)))
                 : QString();
}

QString outcomeText(const RunModel &run)
{
    const EpochReport *best = run.bestEpoch();
    if (!best || !best->valAccuracy)
        return {};
    return StatusTextStrings::tr("lowest validation loss %1 in epoch %2, accuracy there %3")
        .arg(
            lossText(best->valLoss), QLocale().toString(best->epoch), shareText(best->valAccuracy));
}

} // namespace

QString statusText(const RunModel &run, TrainingController::State state)
{
    using State = TrainingController::State;
    if (run.batches().empty())
        return state == State::Idle ? StatusTextStrings::tr("Ready")
                                    : StatusTextStrings::tr("Training begins…");
    const std::span all(run.batches());
    const auto recent = all.last(std::min(kRecent, all.size()));
    QStringList parts { progressText(run) };
    if (state == State::Running) {
        parts << speedText(recent)
              << StatusTextStrings::tr("%1 left").arg(clock(run.secondsLeft().value_or(0)));
    }
    parts << recentText(recent);
    if (state == State::Paused)
        parts.prepend(StatusTextStrings::tr("Paused"));
    if (state == State::Idle) { // another dataset may be open by now
        parts << outcomeText(run);
        if (!run.source().folder.empty())
            parts.prepend(StatusTextStrings::tr("run %1").arg(
                QString::fromStdString(run.source().folder.filename().string())));
    }
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

} // namespace convscope
