// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Session that knows the runs on disk.
#include "app/services/session/session.h"
#include "core/io/run/run_folder.h"

namespace convscope {

std::filesystem::path Session::runGoingOn()
{
    return m_training.isFree() ? std::filesystem::path() : m_training.runFolder();
}

/// What was asked for while a list is being made is served by the next one.
void Session::listRuns()
{
    m_listTask.runAgainWhenDone([this]() -> BackgroundTask::Job {
        return [this, folder = m_options.runs, known = m_runs](
                   const Progress &progress) -> BackgroundTask::Deliver {
            auto runs = std::make_shared<const std::vector<RunSummary>>(
                convscope::listRuns(folder, known ? *known : std::vector<RunSummary>(), progress));
            return [this, runs] {
                m_runs = runs;
                Q_EMIT runsListed(*runs);
            };
        };
    });
}

void Session::takeSettingsOf(const QString &folder)
{
    if (!m_training.isFree())
        return;
    m_readTask.start([this, run = std::filesystem::path(folder.toStdString())](
                         const Progress &) -> BackgroundTask::Deliver {
        return [this, config = RunFolder::config(run)] {
            const QString location = QString::fromStdString(config.dataset);
            if (m_dataset.hasData() && m_dataset.location() == location) {
                m_settings.configure(config);
                m_dataset.leaveOut(config.leftOut);
            } else {
                m_settings.askFor(config);
                m_dataset.open(location, config.leftOut);
            }
            Q_EMIT settingsTaken(QString::fromStdString(config.dataset));
        };
    });
}

} // namespace convscope
