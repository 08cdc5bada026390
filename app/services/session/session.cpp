// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/session/session.h"
#include "core/base/error.h"
#include <QDateTime>
#include <chrono>

namespace convscope {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// Feature maps while training: fluent to the eye, and little work for the training thread.
constexpr auto kSnapshotInterval = 150ms;

} // namespace

Session::Session(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_settings(m_options.config)
    , m_training(m_run)
{
    connect(&m_settings, &RunSettings::changed, this, &Session::stateChanged);
    connectDataset();
    connect(&m_training, &TrainingController::stateChanged, this, [this] {
        m_launching = false;
        m_training.state() == TrainingController::State::Running ? m_snapshotTimer.start()
                                                                 : m_snapshotTimer.stop();
        Q_EMIT stateChanged();
        if (m_training.hasRun())
            Q_EMIT modelChanged(); // a run that ends brings its models with it
    });
    connect(&m_training, &TrainingController::started, this, [this](const RunConfig &config) {
        enterRun();
        m_settings.useValuesOf(config); // a run that goes on may have other ones by now
        requestSnapshot();
    });
    connect(&m_training, &TrainingController::bestFound, this,
        [this](const std::shared_ptr<const TrainedModel> &model) {
            m_best = ofRun(model, ModelMoment::BestSoFar);
        });
    connect(&m_training, &TrainingController::paused, this, &Session::requestSnapshot);
    connect(&m_training, &TrainingController::finished, this, &Session::finish);
    connect(&m_training, &TrainingController::failed, this, &Session::giveUp);
    connect(&m_training, &TrainingController::settled, this, [this] {
        if (!m_training.hasRun() && !m_runFolder.empty())
            listRuns();
    });
    connect(&m_training, &TrainingController::snapshotTaken, this, &Session::takeSnapshot);
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
    connect(&m_dataset, &DatasetService::opening, this, [this] {
        m_beginWhenReady.reset();
        m_continueWhenReady.reset();
    });
    connect(&m_dataset, &DatasetService::began, this, &Session::stateChanged);
    connect(&m_dataset, &DatasetService::replaced, this, [this] {
        forgetEvaluation();
        m_inspection.forgetClassifiedSample();
        pinFirst();
    });
    connect(&m_dataset, &DatasetService::changed, this, [this] {
        if (!m_inspection.hasPinned())
            pinFirst();
    });
    connect(&m_dataset, &DatasetService::ready, this, &Session::beginWhatWaits);
    connect(&m_dataset, &DatasetService::excludedChanged, this, [this] {
        if (isFree() && !m_dataset.isOpening())
            m_dataset.prepare(); // otherwise before the next run
    });
    connect(&m_dataset, &DatasetService::failed, this, &Session::refuseToContinue);
    connect(&m_dataset, &DatasetService::ended, this, [this] {
        m_beginWhenReady.reset();
        m_continueWhenReady.reset();
        m_checkWhenReady = false;
        Q_EMIT stateChanged();
    });
}

void Session::beginWhatWaits()
{
    if (const auto paused = std::exchange(m_beginWhenReady, std::nullopt))
        launch(*paused);
    if (std::exchange(m_checkWhenReady, false))
        m_preflight.start(m_settings.config(), m_dataset.loaded().data);
    if (const auto run = std::exchange(m_continueWhenReady, std::nullopt))
        continueRun(*run);
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

void Session::changeSetting(Setting setting, double value)
{
    if (m_training.hasRun())
        m_training.send(ChangeSetting { setting, value });
}

bool Session::canTrain() const
{
    if (!m_dataset.hasData() || m_dataset.isBusy() || m_launching || m_training.hasRun())
        return false;
    try {
        inferShapes(m_settings.config().model);
        return true;
    } catch (const Error &) {
        return false; // the model's table says why
    }
}

void Session::train()
{
    if (m_training.state() == TrainingController::State::Paused)
        m_training.send(Resume {});
    else
        begin(false);
}

void Session::pause()
{
    m_training.send(Pause {});
}

void Session::step()
{
    if (m_training.hasRun())
        m_training.send(StepOnce {});
    else
        begin(true);
}

void Session::stop()
{
    m_training.send(StopRun {});
}

void Session::begin(bool paused)
{
    if (!canTrain())
        return;
    if (m_dataset.suits(m_settings.config())) {
        launch(paused);
        return;
    }
    m_dataset.prepare();
    m_beginWhenReady = paused;
}

void Session::checkBeforeTraining()
{
    if (!canTrain())
        return;
    if (m_dataset.suits(m_settings.config())) {
        m_preflight.start(m_settings.config(), m_dataset.loaded().data);
        return;
    }
    m_dataset.prepare();
    m_checkWhenReady = true;
}

void Session::launch(bool paused)
{
    m_launching = true;
    if (m_inspection.showsChelsea())
        pinFirst();
    m_runFolder = newRunFolder();
    RunConfig config = m_settings.config();
    config.dataset = m_dataset.location().toStdString();
    m_launched = { m_runFolder, config, m_dataset.loaded().data, true };
    m_training.send(StartRun { std::move(config), m_dataset.loaded().data, m_runFolder, paused });
    if (paused)
        m_training.send(StepOnce {});
    Q_EMIT stateChanged();
}

fs::path Session::newRunFolder()
{
    if (!m_options.nextRun.empty())
        return std::exchange(m_options.nextRun, {});
    const std::string &preset = m_settings.config().preset;
    const std::string stem
        = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd_HH-mm-ss")).toStdString()
        + "-" + (preset.empty() ? "model" : preset);
    fs::path folder = m_options.runs / stem;
    for (int copy = 2; fs::exists(folder); ++copy)
        folder = m_options.runs / (stem + "-" + std::to_string(copy));
    return folder;
}

void Session::finish(const Finished &result)
{
    m_run.end(result.reason);
    useModels(ofRun(result.best, result.bestEpoch ? ModelMoment::Best : ModelMoment::Last),
        ofRun(result.last, ModelMoment::Last));
    if (result.divergence)
        Q_EMIT diverged(*result.divergence);
}

void Session::giveUp(const Failed &failure)
{
    m_launching = false;
    const QString sentence = QString::fromStdString(failure.message);
    if (failure.last) {
        m_run.end(StopReason::None);
        const ModelOfRun last = ofRun(failure.last, ModelMoment::Last);
        useModels(m_best.model ? ofRun(m_best.model, ModelMoment::Best) : last, last);
    }
    m_waiting.clear();
    Q_EMIT failed(failure.last
            ? tr("Training has stopped. %1. The network in memory can still be used and exported.")
                  .arg(sentence)
            : sentence);
    Q_EMIT stateChanged();
    Q_EMIT modelChanged();
}

/// The run that was launched has begun: nothing of the one before is its own.
void Session::enterRun()
{
    m_best = m_current = {};
    m_past.setRun(std::exchange(m_launched, {}));
    m_inspection.expectOther();
    forgetEvaluation();
}

ModelOfRun Session::ofRun(std::shared_ptr<const TrainedModel> model, ModelMoment moment) const
{
    return { std::move(model), { m_run.source().folder, moment } };
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
        m_training.send(Look {});
}

void Session::takeSnapshot(std::shared_ptr<const TrainedModel> model)
{
    m_snapshotAwaited = false;
    if (!m_training.hasRun())
        return; // taken before the end, told after it
    m_current = ofRun(std::move(model), ModelMoment::Live);
    if (m_training.state() == TrainingController::State::Running)
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
