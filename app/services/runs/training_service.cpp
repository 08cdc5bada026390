// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runs/training_service.h"
#include "core/base/error.h"
#include "core/io/run/run_record.h"
#include <QDateTime>

namespace convscope {

namespace fs = std::filesystem;

namespace {

/// The folder that was asked for serves once; then each run makes its own.
fs::path newRunFolder(TrainingService::Folders &folders, const std::string &preset)
{
    if (!folders.next.empty())
        return std::exchange(folders.next, {});
    const std::string stem
        = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd_HH-mm-ss")).toStdString()
        + "-" + (preset.empty() ? "model" : preset);
    fs::path folder = folders.runs / stem;
    for (int copy = 2; fs::exists(folder); ++copy)
        folder = folders.runs / (stem + "-" + std::to_string(copy));
    return folder;
}

} // namespace

TrainingService::TrainingService(
    RunSettings &settings, DatasetService &dataset, Folders folders, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_dataset(dataset)
    , m_folders(std::move(folders))
{
    connect(&m_settings, &RunSettings::changed, this, &TrainingService::changed);
    connect(&m_readTask, &BackgroundTask::failed, this, &TrainingService::failed);
    connectDataset();
    connectController();
}

void TrainingService::connectDataset()
{
    connect(
        &m_dataset, &DatasetService::opening, this, [this] { enter(training::DataReplaced {}); });
    connect(&m_dataset, &DatasetService::began, this, &TrainingService::changed);
    connect(&m_dataset, &DatasetService::ready, this, [this] {
        const training::Request *waiting = training::waitingFor(m_state);
        if (!waiting)
            return;
        const training::Request request = *waiting;
        enter(training::DataReady {});
        serve(request);
    });
    connect(&m_dataset, &DatasetService::excludedChanged, this, [this] {
        if (isFree() && !m_dataset.isOpening())
            m_dataset.prepare(); // otherwise before the next run
    });
    // The Data panel says so for its own part.
    connect(&m_dataset, &DatasetService::failed, this, [this](const QString &sentence) {
        const training::Request *waiting = training::waitingFor(m_state);
        if (const auto *run = waiting ? std::get_if<training::Continue>(waiting) : nullptr)
            Q_EMIT failed(tr("The run in %1 cannot go on without its images. %2")
                              .arg(QString::fromStdString(run->folder.string()), sentence));
    });
    connect(&m_dataset, &DatasetService::ended, this, [this] {
        enter(training::DataGone {});
        Q_EMIT changed();
    });
}

void TrainingService::connectController()
{
    connect(&m_controller, &TrainingController::stateChanged, this, &TrainingService::follow);
    connect(&m_controller, &TrainingController::started, this, [this](const RunConfig &config) {
        Q_EMIT started(m_launched);
        m_settings.useValuesOf(config); // a run that goes on may have other ones by now
    });
    connect(&m_controller, &TrainingController::finished, this, &TrainingService::finish);
    connect(&m_controller, &TrainingController::failed, this, &TrainingService::giveUp);
}

void TrainingService::enter(const training::Event &event)
{
    m_state = training::next(m_state, event);
}

void TrainingService::follow()
{
    using State = TrainingController::State;
    if (m_controller.state() == State::Paused)
        enter(training::Rested {});
    else if (m_controller.state() == State::Idle)
        enter(training::Finished {});
    else if (std::holds_alternative<training::Paused>(m_state))
        enter(training::Resumed {});
    else
        enter(training::Started {});
    Q_EMIT changed();
}

bool TrainingService::isFree() const
{
    return std::holds_alternative<training::Idle>(m_state) || training::waitingFor(m_state);
}

bool TrainingService::canTrain() const
{
    if (!m_dataset.hasData() || m_dataset.isBusy() || !isFree())
        return false;
    try {
        inferShapes(m_settings.config().model);
        return true;
    } catch (const Error &) {
        return false; // the model's table says why
    }
}

void TrainingService::train()
{
    if (m_controller.state() == TrainingController::State::Paused)
        m_controller.send(Resume {});
    else
        begin(training::Begin {});
}

void TrainingService::pause()
{
    m_controller.send(Pause {});
}

void TrainingService::step()
{
    if (hasRun())
        m_controller.send(StepOnce {});
    else
        begin(training::Begin { .paused = true });
}

void TrainingService::stop()
{
    m_controller.send(StopRun {});
}

void TrainingService::changeSetting(const QString &name, double value)
{
    if (hasRun())
        m_controller.send(ChangeSetting { name.toStdString(), value });
}

void TrainingService::check()
{
    begin(training::Check {});
}

void TrainingService::begin(const training::Request &request)
{
    if (!canTrain())
        return;
    const bool suits = m_dataset.suits(m_settings.config());
    if (!suits)
        m_dataset.prepare();
    ask(request, suits);
}

void TrainingService::resume(const QString &folder, int moreEpochs)
{
    if (!isFree()) {
        Q_EMIT failed(tr("%1: a run is going on; stop it first.").arg(folder));
        return;
    }
    m_readTask.start([this, folder, moreEpochs](const Progress &) -> BackgroundTask::Deliver {
        training::Continue run { folder.toStdString(), RunFolder::config(folder.toStdString()) };
        run.config.epochs += moreEpochs;
        if (readRunRecord(run.folder).stoppedBy == toString(StopReason::MaxBatches))
            run.config.maxBatches = 0; // it was reached; who goes on wants the rest
        return [this, run] {
            resume(run);
        };
    });
}

void TrainingService::resume(const training::Continue &run)
{
    if (!isFree())
        return; // another was begun meanwhile
    const bool suits = m_dataset.location() == QString::fromStdString(run.config.dataset)
        && !m_dataset.isBusy() && m_dataset.suits(run.config);
    if (suits)
        m_settings.use(run.config);
    else
        m_dataset.openFor(run.config);
    ask(run, suits);
}

void TrainingService::ask(const training::Request &request, bool dataSuits)
{
    enter(training::Asked { request, dataSuits });
    if (dataSuits)
        serve(request);
}

/// The data are as the request needs them.
void TrainingService::serve(const training::Request &request)
{
    const auto &data = m_dataset.loaded().data;
    if (const auto *run = std::get_if<training::Continue>(&request)) {
        launch({ run->folder, run->config, data, true },
            ContinueRun { run->config, data, run->folder });
    } else if (const auto *asked = std::get_if<training::Begin>(&request)) {
        RunConfig config = m_settings.config();
        config.dataset = m_dataset.location().toStdString();
        const fs::path folder = newRunFolder(m_folders, config.preset);
        launch({ folder, config, data, true }, StartRun { config, data, folder, asked->paused });
        if (asked->paused)
            m_controller.send(StepOnce {});
    } else {
        Q_EMIT checkReady();
    }
}

void TrainingService::launch(KnownRun run, const Command &command)
{
    Q_EMIT launching();
    m_launched = std::move(run);
    m_controller.send(command);
    Q_EMIT changed();
}

void TrainingService::finish(const Finished &result)
{
    m_run.end(result.reason);
    Q_EMIT finished(result);
    if (result.divergence)
        Q_EMIT diverged(*result.divergence);
}

void TrainingService::giveUp(const Failed &failure)
{
    enter(training::Failed {});
    if (failure.last)
        m_run.end(StopReason::None);
    Q_EMIT gaveUp(failure);
    const QString sentence = QString::fromStdString(failure.message);
    Q_EMIT failed(failure.last
            ? tr("Training has stopped. %1. The network in memory can still be used and exported.")
                  .arg(sentence)
            : sentence);
    Q_EMIT changed();
}

} // namespace convscope
