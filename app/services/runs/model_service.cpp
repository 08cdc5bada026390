// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runs/model_service.h"
#include "core/base/error.h"
#include "core/io/run/run_record.h"

namespace convscope {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct ModelService::Opened {
    ModelOfRun best, last; // the same one where there is no other
    std::shared_ptr<const RunLogs> logs; // logs of its run; null: none is known
    RunConfig config;
    RunPlan plan;
};

namespace {

// Feature maps while training: fluent to the eye, and little work for the training thread.
constexpr auto kSnapshotInterval = 150ms;

QStringList asStrings(const std::vector<std::string> &texts)
{
    QStringList list;
    for (const std::string &text : texts)
        list.append(QString::fromStdString(text));
    return list;
}

} // namespace

ModelService::ModelService(DatasetService &dataset, TrainingService &training, QObject *parent)
    : QObject(parent)
    , m_dataset(dataset)
    , m_training(training)
{
    m_timer.setInterval(kSnapshotInterval);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_timer.setInterval(kSnapshotInterval);
        Q_EMIT due();
    });
    connect(&m_openTask, &BackgroundTask::failed, this, &ModelService::failed);
    connectTraining();
}

void ModelService::connectTraining()
{
    // Nothing of the run before is the own of one that has begun.
    connect(&m_training, &TrainingService::started, this, [this](const KnownRun &run) {
        m_best = m_current = {};
        Q_EMIT replaced(run);
        refresh();
    });
    connect(&m_training, &TrainingService::finished, this, &ModelService::finish);
    connect(&m_training, &TrainingService::gaveUp, this, &ModelService::giveUp);
    TrainingController &controller = m_training.controller();
    connect(&controller, &TrainingController::stateChanged, this, [this, &controller] {
        controller.state() == TrainingController::State::Running ? m_timer.start() : m_timer.stop();
        if (m_training.hasRun())
            Q_EMIT changed(); // a run that ends brings its models with it
    });
    connect(&controller, &TrainingController::bestFound, this,
        [this](const std::shared_ptr<const TrainedModel> &model) {
            m_best = ofRun(model, ModelCheckpoint::BestSoFar);
        });
    connect(&controller, &TrainingController::paused, this, &ModelService::refresh);
    connect(&controller, &TrainingController::snapshotTaken, this, &ModelService::take);
}

ModelService::Opened ModelService::read(const fs::path &path)
{
    const ModelOfRun best = loadModelOfRun(path);
    Opened opened { .best = best, .last = best, .logs = {}, .config = {}, .plan = {} };
    if (fs::is_directory(path)) {
        if (fs::exists(path / "last.safetensors"))
            opened.last
                = { std::make_shared<const TrainedModel>(readModelFile(path / "last.safetensors")),
                      { path, ModelCheckpoint::Last } };
        RunRecord record = readRunRecord(path);
        opened.plan = planOf(record);
        opened.logs = std::make_shared<const RunLogs>(std::move(record.logs));
        opened.config = std::move(record.config);
    }
    return opened;
}

/// Where no run is known, the one before has nothing to do with the model, nor have its curves.
void ModelService::show(const Opened &opened)
{
    const fs::path &folder = opened.best.origin.run;
    if (opened.logs) {
        m_training.run().start(opened.plan.batches, opened.plan.epochs,
            asStrings(opened.best.model->classes), { folder, opened.config.dataset });
        m_training.run().append(asReports(*opened.logs));
    } else {
        m_training.run().clear();
    }
    Q_EMIT this->opened();
    Q_EMIT replaced({ folder, opened.config, m_dataset.loaded().data, false });
    settle(opened.best, opened.last);
}

void ModelService::refuse(const QString &path)
{
    Q_EMIT failed(tr("%1: stop the training first; it has the charts and the model.").arg(path));
}

void ModelService::open(const QString &path)
{
    if (!m_training.requests().isFree()) {
        refuse(path);
        return;
    }
    m_openTask.start([this, path](const Progress &) -> BackgroundTask::Deliver {
        try {
            return [this, path, opened = read(path.toStdString())] {
                if (m_training.requests().isFree())
                    show(opened);
                else
                    refuse(path);
            };
        } catch (const WeightsOnly &) {
            return [this, path] {
                Q_EMIT weightsFound(path);
            };
        }
    });
}

bool ModelService::use(const std::shared_ptr<const TrainedModel> &model)
{
    if (!m_training.requests().isFree())
        return false;
    show({ .best = { model }, .last = { model }, .logs = {}, .config = {}, .plan = {} });
    return true;
}

void ModelService::finish(const Finished &result)
{
    settle(ofRun(result.best, result.bestEpoch ? ModelCheckpoint::Best : ModelCheckpoint::Last),
        ofRun(result.last, ModelCheckpoint::Last));
}

void ModelService::giveUp(const Failed &failure)
{
    if (failure.last) {
        const ModelOfRun last = ofRun(failure.last, ModelCheckpoint::Last);
        settle(m_best.model ? ofRun(m_best.model, ModelCheckpoint::Best) : last, last);
    }
    m_pending.clear();
    Q_EMIT changed();
}

ModelOfRun ModelService::ofRun(
    std::shared_ptr<const TrainedModel> model, ModelCheckpoint checkpoint) const
{
    return { std::move(model), { m_training.run().source().folder, checkpoint } };
}

void ModelService::settle(ModelOfRun best, ModelOfRun last)
{
    m_best = std::move(best);
    m_current = std::move(last);
    m_isAwaited = false;
    Q_EMIT settled(m_best.model);
    serve();
    Q_EMIT changed();
}

void ModelService::refresh()
{
    if (m_training.hasRun() && !std::exchange(m_isAwaited, true))
        m_training.controller().send(SnapshotRequest {});
}

void ModelService::take(std::shared_ptr<const TrainedModel> snapshot)
{
    m_isAwaited = false;
    if (!m_training.hasRun())
        return; // taken before the end, told after it
    m_current = ofRun(std::move(snapshot), ModelCheckpoint::Live);
    if (m_training.controller().state() == TrainingController::State::Running)
        Q_EMIT advanced(m_current.model);
    else
        Q_EMIT settled(m_current.model);
    serve();
}

void ModelService::serve()
{
    for (const Request &request : std::exchange(m_pending, {})) {
        const ModelOfRun &model = request.best && m_best.model ? m_best : m_current;
        if (model.model)
            request.use(model);
    }
}

void ModelService::withModel(bool best, UseModel use)
{
    if (best && m_best.model) {
        use(m_best);
        return;
    }
    m_pending.push_back({ best, std::move(use) });
    if (m_training.hasRun())
        refresh();
    else
        serve();
}

} // namespace convscope
