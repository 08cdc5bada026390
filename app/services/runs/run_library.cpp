// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runs/run_library.h"
#include "core/io/run/run_folder.h"

namespace convscope {

RunLibrary::RunLibrary(RunSettings &settings, DatasetService &dataset, TrainingService &training,
    std::filesystem::path folder, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_dataset(dataset)
    , m_training(training)
    , m_folder(std::move(folder))
{
    connect(&training.controller(), &TrainingController::settled, this, [this] {
        if (!m_training.hasRun() && !m_training.runFolder().empty())
            list();
    });
    for (BackgroundTask *task : { &m_listTask, &m_readTask })
        connect(task, &BackgroundTask::failed, this, &RunLibrary::failed);
}

std::filesystem::path RunLibrary::goingOn() const
{
    return m_training.requests().isFree() ? std::filesystem::path() : m_training.runFolder();
}

/// The next list serves a request made while one is being made.
void RunLibrary::list()
{
    m_listTask.runAgainWhenDone([this]() -> BackgroundTask::Job {
        return [this, folder = m_folder, known = m_runs](
                   const Progress &progress) -> BackgroundTask::Deliver {
            auto runs = std::make_shared<const std::vector<RunSummary>>(
                listRuns(folder, known ? *known : std::vector<RunSummary>(), progress));
            return [this, runs] {
                m_runs = runs;
                Q_EMIT listed(*runs);
            };
        };
    });
}

void RunLibrary::takeSettingsOf(const QString &run)
{
    if (!m_training.requests().isFree())
        return;
    m_readTask.start([this, folder = std::filesystem::path(run.toStdString())](
                         const Progress &) -> BackgroundTask::Deliver {
        return [this, config = RunFolder::config(folder)] {
            take(config);
        };
    });
}

void RunLibrary::take(const RunConfig &config)
{
    const QString location = QString::fromStdString(config.dataset);
    if (m_dataset.hasData() && m_dataset.location() == location) {
        m_settings.configure(config);
        m_dataset.exclude(config.excluded);
    } else {
        m_settings.askFor(config);
        m_dataset.open(location, { config.excluded, {} });
    }
    Q_EMIT settingsTaken(location);
}

} // namespace convscope
