// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runs/training_service.h"
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
    , m_requests(settings, dataset)
{
    connect(&m_settings, &RunSettings::changed, this, &TrainingService::changed);
    connect(&m_dataset, &DatasetService::began, this, &TrainingService::changed);
    connect(&m_dataset, &DatasetService::ended, this, &TrainingService::changed);
    connect(&m_requests, &RunRequests::ready, this, &TrainingService::serve);
    connect(&m_requests, &RunRequests::failed, this, &TrainingService::failed);
    connectController();
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

void TrainingService::follow()
{
    using State = TrainingController::State;
    if (m_controller.state() == State::Paused)
        m_requests.enter(training::Rested {});
    else if (m_controller.state() == State::Idle)
        m_requests.enter(training::Finished {});
    else if (std::holds_alternative<training::Paused>(m_requests.state()))
        m_requests.enter(training::Resumed {});
    else
        m_requests.enter(training::Started {});
    Q_EMIT changed();
}

void TrainingService::train()
{
    if (m_controller.state() == TrainingController::State::Paused)
        m_controller.send(Resume {});
    else
        m_requests.begin(training::Begin {});
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
        m_requests.begin(training::Begin { .paused = true });
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
    m_requests.enter(training::Failed {});
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
