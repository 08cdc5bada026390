// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/session/session.h"
#include "core/base/error.h"
#include "core/train/setup/presets.h"
#include <QDateTime>
#include <chrono>
#include <nlohmann/json.hpp>

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
    , m_config(m_options.config ? *m_options.config : presets().front().config)
    , m_training(m_run)
{
    connect(&m_loader, &DatasetLoader::ready, this, &Session::takeData);
    connect(&m_loader, &DatasetLoader::began, this, &Session::stateChanged);
    connect(&m_loader, &DatasetLoader::failed, this, &Session::refuseToContinue);
    connect(&m_loader, &DatasetLoader::ended, this, [this] {
        m_beginWhenReady.reset();
        m_continueWhenReady.reset();
        m_checkWhenReady = false;
        m_opening = false;
        if (std::exchange(m_chosenMeanwhile, false) && !m_loader.hasData())
            m_options.config = m_config; // for what is opened next
        Q_EMIT stateChanged();
    });
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
        setValues(m_config, valuesOf(config)); // a run that goes on may have other ones by now
        Q_EMIT configChanged();
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
    connect(&m_listTask, &BackgroundTask::delivered, this, [this] {
        if (m_listAgain)
            listRuns();
    });
}

void Session::open(const QString &location, const LeftOut &leftOut)
{
    m_beginWhenReady.reset();
    m_continueWhenReady.reset();
    m_loader.open(location, std::exchange(m_options.config, std::nullopt), leftOut);
    m_opening = true;
    m_chosenMeanwhile = false;
}

void Session::leaveOut(const LeftOut &leftOut)
{
    if (!m_loader.hasData())
        return;
    m_config.leftOut = leftOut;
    Q_EMIT configChanged();
    Q_EMIT leftOutChanged();
    m_examiner.examine(m_loader.loaded(), leftOut);
    if (!m_training.hasRun() && !m_launching && !m_opening)
        m_loader.prepare(m_config); // otherwise before the next run
}

void Session::takeData()
{
    const LoadedData &loaded = m_loader.loaded();
    const bool isOther = std::exchange(m_location, loaded.location) != loaded.location;
    if (isOther) {
        forgetEvaluation();
        m_inspection.forgetClassifiedSample();
    }
    if (m_continueWhenReady)
        m_config = loaded.config;
    else if (isOther)
        takeConfig();
    adaptModel();
    if (isOther)
        m_suggested = m_config;
    if (isOther || !m_inspection.hasPinned())
        pinFirst();
    Q_EMIT configChanged();
    Q_EMIT dataChanged();
    m_examiner.examine(loaded, m_config.leftOut);
    if (const auto paused = std::exchange(m_beginWhenReady, std::nullopt))
        launch(*paused);
    if (std::exchange(m_checkWhenReady, false))
        m_preflight.start(m_config, loaded.data);
    if (const auto run = std::exchange(m_continueWhenReady, std::nullopt))
        continueRun(*run);
}

namespace {

/// But for the dataset and what is left out of it.
bool sameSettings(RunConfig a, const RunConfig &b)
{
    a.dataset = b.dataset;
    a.leftOut = b.leftOut;
    return toJson(a) == toJson(b);
}

} // namespace

/// The dataset's own recipe, or the preset that was chosen while it was read.
void Session::takeConfig()
{
    const LoadedData &loaded = m_loader.loaded();
    if (std::exchange(m_chosenMeanwhile, false)) {
        m_config.leftOut = loaded.config.leftOut;
        return;
    }
    const bool wasSet = m_suggested && !sameSettings(m_config, *m_suggested);
    m_config = loaded.config;
    if (wasSet)
        Q_EMIT settingsReplaced(loaded.location);
}

/// So that the feature maps have something to show before anybody chose a picture.
void Session::pinFirst()
{
    const LoadedData &loaded = m_loader.loaded();
    const ImageSet &set
        = loaded.data->validation.size() > 0 ? loaded.data->validation : loaded.data->train;
    m_inspection.endChelsea();
    m_inspection.pinSample(loaded.dataset, set.samples.front());
}

/// A recipe follows the data; the model takes the pictures as they are prepared, and tells as many
/// classes apart.
void Session::adaptModel()
{
    if (m_loader.hasData())
        m_config = fittedTo(std::move(m_config), m_loader.loaded());
    else
        m_config.model.input = m_config.preprocessing.shape();
}

void Session::choosePreset(const QString &name)
{
    const Preset *preset = findPreset(name.toStdString());
    if (!preset)
        return;
    const LeftOut leftOut = m_config.leftOut; // belongs to the dataset, not to the network
    m_config = preset->config;
    m_config.leftOut = leftOut;
    m_chosenMeanwhile = m_opening;
    if (!m_loader.hasData() && !m_opening)
        m_options.config = m_config; // the person's choice, also for what is opened next
    adaptModel();
    Q_EMIT configChanged();
    Q_EMIT stateChanged();
}

void Session::configure(const RunConfig &config)
{
    m_config = config;
    adaptModel();
    Q_EMIT configChanged();
    Q_EMIT stateChanged();
}

void Session::changeSetting(const QString &name, double value)
{
    if (m_training.hasRun())
        m_training.send(ChangeSetting { name.toStdString(), value });
}

bool Session::canTrain() const
{
    if (!m_loader.hasData() || m_loader.isBusy() || m_launching || m_training.hasRun())
        return false;
    try {
        inferShapes(m_config.model);
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
    if (m_loader.suits(m_config)) {
        launch(paused);
        return;
    }
    m_loader.prepare(m_config);
    m_beginWhenReady = paused;
}

void Session::checkBeforeTraining()
{
    if (!canTrain())
        return;
    if (m_loader.suits(m_config)) {
        m_preflight.start(m_config, m_loader.loaded().data);
        return;
    }
    m_loader.prepare(m_config);
    m_checkWhenReady = true;
}

void Session::launch(bool paused)
{
    m_launching = true;
    if (m_inspection.showsChelsea())
        pinFirst();
    m_runFolder = newRunFolder();
    RunConfig config = m_config;
    config.dataset = m_location.toStdString();
    m_launched = { m_runFolder, config, m_loader.loaded().data, true };
    m_training.send(StartRun { std::move(config), m_loader.loaded().data, m_runFolder, paused });
    if (paused)
        m_training.send(StepOnce {});
    Q_EMIT stateChanged();
}

fs::path Session::newRunFolder()
{
    if (!m_options.nextRun.empty())
        return std::exchange(m_options.nextRun, {});
    const std::string stem
        = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd_HH-mm-ss")).toStdString()
        + "-" + (m_config.preset.empty() ? "model" : m_config.preset);
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
