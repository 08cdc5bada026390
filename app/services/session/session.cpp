// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/session/session.h"
#include <chrono>

namespace convscope {

using namespace std::chrono_literals;

namespace {

// Feature maps while training: fluent to the eye, and little work for the training thread.
constexpr auto kSnapshotInterval = 150ms;

} // namespace

Session::Session(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_settings(m_options.config)
{
    connectDataset();
    connect(&m_training, &TrainingService::launching, this, [this] {
        if (m_inspection.showsChelsea())
            pinFirst();
    });
    connect(&m_training, &TrainingService::started, this, &Session::enterRun);
    connect(&m_training, &TrainingService::finished, this, &Session::finish);
    connect(&m_training, &TrainingService::gaveUp, this, &Session::giveUp);
    connect(&m_training, &TrainingService::failed, this, &Session::failed);
    connect(&m_training, &TrainingService::checkReady, this,
        [this] { m_preflight.start(m_settings.config(), m_dataset.loaded().data); });
    TrainingController &controller = m_training.controller();
    connect(&controller, &TrainingController::stateChanged, this, [this, &controller] {
        controller.state() == TrainingController::State::Running ? m_snapshotTimer.start()
                                                                 : m_snapshotTimer.stop();
        if (m_training.hasRun())
            Q_EMIT modelChanged(); // a run that ends brings its models with it
    });
    connect(&controller, &TrainingController::bestFound, this,
        [this](const std::shared_ptr<const TrainedModel> &model) {
            m_best = ofRun(model, ModelMoment::BestSoFar);
        });
    connect(&controller, &TrainingController::paused, this, &Session::requestSnapshot);
    connect(&controller, &TrainingController::settled, this, [this] {
        if (!m_training.hasRun() && !m_training.runFolder().empty())
            listRuns();
    });
    connect(&controller, &TrainingController::snapshotTaken, this, &Session::takeSnapshot);
    m_snapshotTimer.setInterval(kSnapshotInterval);
    connect(&m_snapshotTimer, &QTimer::timeout, this, [this] {
        const auto interval = m_inspection.modelInterval();
        m_snapshotTimer.setInterval(interval.value_or(kSnapshotInterval));
        if (interval && !m_past.isInThePast())
            requestSnapshot();
    });
    connectPast();
    connect(&m_exportTask, &BackgroundTask::failed, this, &Session::failed);
    connect(&m_openTask, &BackgroundTask::failed, this, &Session::failed);
    connect(&m_listTask, &BackgroundTask::failed, this, &Session::failed);
}

void Session::connectDataset()
{
    connect(&m_dataset, &DatasetService::replaced, this, [this] {
        forgetEvaluation();
        m_inspection.forgetClassifiedSample();
        pinFirst();
    });
    connect(&m_dataset, &DatasetService::changed, this, [this] {
        if (!m_inspection.hasPinned())
            pinFirst();
    });
}

/// So that the feature maps have something to show before anybody chose a picture.
void Session::pinFirst()
{
    const LoadedData &loaded = m_dataset.loaded();
    const ImageSet &set
        = loaded.data->validation.size() > 0 ? loaded.data->validation : loaded.data->train;
    m_inspection.endChelsea();
    m_inspection.pinSample(loaded.dataset, set.samples.front());
}

void Session::finish(const Finished &result)
{
    useModels(ofRun(result.best, result.bestEpoch ? ModelMoment::Best : ModelMoment::Last),
        ofRun(result.last, ModelMoment::Last));
}

void Session::giveUp(const Failed &failure)
{
    if (failure.last) {
        const ModelOfRun last = ofRun(failure.last, ModelMoment::Last);
        useModels(m_best.model ? ofRun(m_best.model, ModelMoment::Best) : last, last);
    }
    m_waiting.clear();
    Q_EMIT modelChanged();
}

/// The run that was launched has begun: nothing of the one before is its own.
void Session::enterRun(const KnownRun &run)
{
    m_best = m_current = {};
    m_past.setRun(run);
    m_inspection.expectOther();
    forgetEvaluation();
    requestSnapshot();
}

ModelOfRun Session::ofRun(std::shared_ptr<const TrainedModel> model, ModelMoment moment)
{
    return { std::move(model), { m_training.run().source().folder, moment } };
}

void Session::useModels(ModelOfRun best, ModelOfRun last)
{
    m_best = std::move(best);
    m_current = std::move(last);
    m_snapshotAwaited = false;
    m_past.setNow(m_best.model);
    serveWaiting();
    Q_EMIT modelChanged();
}

void Session::requestSnapshot()
{
    if (m_training.hasRun() && !std::exchange(m_snapshotAwaited, true))
        m_training.controller().send(Look {});
}

void Session::takeSnapshot(std::shared_ptr<const TrainedModel> model)
{
    m_snapshotAwaited = false;
    if (!m_training.hasRun())
        return; // taken before the end, told after it
    m_current = ofRun(std::move(model), ModelMoment::Live);
    if (m_training.controller().state() == TrainingController::State::Running)
        m_past.follow(m_current.model);
    else
        m_past.setNow(m_current.model);
    serveWaiting();
}

void Session::serveWaiting()
{
    for (const Waiting &waiting : std::exchange(m_waiting, {})) {
        const ModelOfRun &model = waiting.best && m_best.model ? m_best : m_current;
        if (model.model)
            waiting.use(model);
    }
}

void Session::withModel(bool best, UseModel use)
{
    if (best && m_best.model) {
        use(m_best);
        return;
    }
    m_waiting.push_back({ best, std::move(use) });
    if (m_training.hasRun())
        requestSnapshot();
    else
        serveWaiting();
}

} // namespace convscope
