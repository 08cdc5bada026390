// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/time_machine.h"
#include "app/services/looking/inspection.h"
#include "app/services/runs/run_data.h"
#include "core/base/error.h"
#include "core/io/run/snapshot_store.h"
#include "core/io/tensors/model_file.h"
#include "ui/images/prepared_image.h"
#include <algorithm>
#include <chrono>

namespace convscope {

using namespace std::chrono_literals;

namespace {

std::optional<double> loggedLoss(const RunModel &run, std::int64_t batch)
{
    const auto &batches = run.batches();
    const auto found = std::ranges::lower_bound(batches, batch, {}, &BatchReport::batch);
    if (found == batches.end() || found->batch != batch)
        return {};
    return found->loss;
}

/// The best model has a file of its own, whatever snapshots there are.
std::shared_ptr<const TrainedModel> weightsNear(
    const std::filesystem::path &run, std::int64_t batch, const TrainedModel &pattern)
{
    try {
        auto best = std::make_shared<const TrainedModel>(readModelFile(run / "best.safetensors"));
        if (best->batch == batch)
            return best;
    } catch (const Error &) { // then a snapshot has to do
    }
    return std::make_shared<const TrainedModel>(
        weightsOf(readNearestSnapshot(run, batch), pattern));
}

/// With the data made sure of.
RunHistory withData(RunHistory history, const KnownRun &run, const Progress &progress)
{
    history.data = run.dataIsSure ? run.data : dataOfRun(run.folder, run.data, progress);
    return history;
}

} // namespace

TimeMachine::TimeMachine(
    TrainingService &training, ModelService &models, Inspection &inspection, QObject *parent)
    : QObject(parent)
    , m_training(training)
    , m_inspection(inspection)
{
    connectModels(models);
    m_settleTimer.setSingleShot(true);
    m_settleTimer.setInterval(300ms);
    connect(&m_settleTimer, &QTimer::timeout, this, &TimeMachine::settle);
    connect(&m_fetch, &BackgroundTask::failed, this, &TimeMachine::failed);
    connect(&m_replay, &BackgroundTask::failed, this, [this](const QString &sentence) {
        if (m_checkpoint)
            m_checkpoint->isOnTheWay = false;
        Q_EMIT checkpointChanged();
        Q_EMIT failed(sentence);
    });
    connect(&m_replay, &BackgroundTask::progressed, this, [this](quint64 done, quint64 total) {
        if (!m_checkpoint || total == 0)
            return;
        m_checkpoint->share = double(done) / double(total);
        Q_EMIT checkpointChanged();
    });
}

void TimeMachine::connectModels(ModelService &models)
{
    connect(&models, &ModelService::replaced, this, &TimeMachine::setRun);
    connect(&models, &ModelService::settled, this,
        [this](const std::shared_ptr<const TrainedModel> &model) {
            m_now = model;
            if (!m_checkpoint)
                m_inspection.setModel(m_now);
        });
    connect(&models, &ModelService::advanced, this,
        [this](const std::shared_ptr<const TrainedModel> &model) {
            m_now = model;
            if (!m_checkpoint)
                m_inspection.follow(m_now); // looked at as often as the person wants
        });
    connect(&models, &ModelService::due, this, [this, &models] {
        const auto interval = m_inspection.modelInterval();
        if (!interval)
            return;
        models.beDueIn(*interval);
        if (!m_checkpoint)
            models.refresh();
    });
    connect(this, &TimeMachine::checkpointChanged, &models, [this, &models] {
        if (!m_checkpoint)
            models.refresh(); // the present went on meanwhile
    });
    connect(&m_training.controller(), &TrainingController::snapshotsKept, this,
        [this](const KeptSnapshots &kept) {
            m_kept = kept;
            Q_EMIT snapshotsChanged();
        });
}

/// Another run's past from now on.
void TimeMachine::setRun(const KnownRun &run)
{
    m_batchTask.cancel();
    backToNow();
    m_now.reset(); // it was of the run before
    m_run = run;
    m_kept = {};
    if (!m_run.folder.empty())
        m_kept.batches = listSnapshots(m_run.folder);
    Q_EMIT snapshotsChanged();
    m_inspection.expectOther();
}

RunHistory TimeMachine::history() const
{
    RunHistory history { m_run.config, m_training.run().changes(), nullptr };
    history.config.threads = m_training.hasRun() ? 1 : 0; // a run that goes on has the others
    return history;
}

void TimeMachine::goTo(qint64 batch, bool isFinal)
{
    if (m_kept.batches.empty() || !m_now)
        return;
    m_replay.cancel();
    m_checkpoint = Checkpoint { .requested = batch,
        .shown = m_checkpoint ? m_checkpoint->shown : m_now->batch };
    Q_EMIT checkpointChanged();
    if (m_fetch.isBusy())
        m_next = batch;
    else
        fetch(batch);
    m_settleTimer.start(isFinal ? 0ms : 300ms);
}

void TimeMachine::fetch(qint64 batch)
{
    m_fetch.start([this, batch, run = m_run.folder, pattern = m_now](
                      const Progress &) -> BackgroundTask::Deliver {
        auto model = weightsNear(run, batch, *pattern);
        return [this, model] {
            if (m_checkpoint && m_checkpoint->shown != m_checkpoint->requested)
                show(model);
            if (const auto next = std::exchange(m_next, std::nullopt); next && m_checkpoint)
                fetch(*next);
        };
    });
}

/// Between snapshots, and where the images are at hand, the way from the one before is trained.
void TimeMachine::settle()
{
    if (!m_checkpoint || std::ranges::binary_search(m_kept.batches, m_checkpoint->requested))
        return;
    m_checkpoint->isOnTheWay = true;
    Q_EMIT checkpointChanged();
    m_replay.start([this, batch = m_checkpoint->requested, run = m_run, plan = history()](
                       const Progress &progress) -> BackgroundTask::Deliver {
        const RunHistory history = withData(plan, run, progress);
        const Snapshot start = readSnapshotBefore(run.folder, batch);
        auto model = replay(history, start, batch, progress)->current();
        return [this, batch, model, data = history.data] {
            takeData(data);
            if (!m_checkpoint || m_checkpoint->requested != batch)
                return;
            m_checkpoint->isOnTheWay = false;
            show(model);
        };
    });
}

void TimeMachine::show(std::shared_ptr<const TrainedModel> model)
{
    m_checkpoint->shown = model->batch;
    m_inspection.setModel(std::move(model));
    Q_EMIT checkpointChanged();
}

void TimeMachine::takeData(std::shared_ptr<const TrainingData> data)
{
    m_run.data = std::move(data);
    m_run.dataIsSure = true;
}

void TimeMachine::backToNow()
{
    m_next.reset();
    m_settleTimer.stop();
    if (!m_checkpoint)
        return;
    m_fetch.cancel();
    m_replay.cancel();
    m_checkpoint.reset();
    m_inspection.setModel(m_now);
    Q_EMIT checkpointChanged();
}

void TimeMachine::inspectBatch(qint64 batch)
{
    m_batchTask.start(
        [this, batch, run = m_run, plan = history(), logged = loggedLoss(m_training.run(), batch)](
            const Progress &progress) -> BackgroundTask::Deliver {
            const RunHistory history = withData(plan, run, progress);
            const Snapshot start = readSnapshotBefore(run.folder, batch - 1);
            auto seen = std::make_shared<const BatchView>(BatchView {
                convscope::inspectBatch(history, start, batch, progress), history.data, logged });
            return [this, seen] {
                takeData(seen->data);
                Q_EMIT batchReady(seen);
            };
        });
}

void TimeMachine::showImage(const BatchView &batch, std::size_t place)
{
    const std::span<const Scalar> input = batch.input(place);
    //: %1 a number, %2 a class
    const QString name
        = tr("batch %1: %2")
              .arg(batch.inspection.report.batch)
              .arg(QString::fromStdString(batch.data->classes[std::size_t(batch.label(place))]));
    m_fetch.cancel();
    m_replay.cancel();
    m_settleTimer.stop();
    m_next.reset();
    m_checkpoint = Checkpoint { .requested = batch.inspection.model->batch,
        .shown = batch.inspection.model->batch };
    m_inspection.pinned().pinPrepared(
        { input.begin(), input.end() }, networkImage(input, batch.data->preprocessing), name);
    show(batch.inspection.model);
}

} // namespace convscope
