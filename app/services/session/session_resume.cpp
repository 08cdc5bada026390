// SPDX-License-Identifier: GPL-3.0-or-later
// Going on with a run from its folder.
#include "app/services/session/session.h"
#include "core/io/run/run_record.h"

namespace convscope {

void Session::resumeRun(const QString &folder, int moreEpochs)
{
    if (m_training.hasRun() || m_launching) {
        Q_EMIT failed(tr("%1: a run is going on; stop it first.").arg(folder));
        return;
    }
    m_openTask.start([this, folder, moreEpochs](const Progress &) -> BackgroundTask::Deliver {
        RunToContinue run { folder.toStdString(), RunFolder::config(folder.toStdString()) };
        run.config.epochs += moreEpochs;
        if (readRunRecord(run.folder).stoppedBy == toString(StopReason::MaxBatches))
            run.config.maxBatches = 0; // it was reached; who goes on wants the rest
        return [this, run] {
            prepareToContinue(run);
        };
    });
}

void Session::prepareToContinue(const RunToContinue &run)
{
    if (m_training.hasRun() || m_launching)
        return; // another was begun meanwhile
    const QString location = QString::fromStdString(run.config.dataset);
    if (m_dataset.location() == location && !m_dataset.isBusy() && m_dataset.suits(run.config)) {
        m_settings.use(run.config);
        continueRun(run);
        return;
    }
    m_dataset.openFor(run.config);
    m_continueWhenReady = run;
}

void Session::continueRun(const RunToContinue &run)
{
    m_launching = true;
    if (m_inspection.showsChelsea())
        pinFirst();
    m_runFolder = run.folder;
    m_launched = { run.folder, run.config, m_dataset.loaded().data, true };
    m_training.send(ContinueRun { run.config, m_dataset.loaded().data, run.folder });
    Q_EMIT stateChanged();
}

/// The dataset cannot be opened: the Data panel says so for its own part.
void Session::refuseToContinue(const QString &sentence)
{
    if (const auto run = std::exchange(m_continueWhenReady, std::nullopt))
        Q_EMIT failed(tr("The run in %1 cannot go on without its pictures. %2")
                          .arg(QString::fromStdString(run->folder.string()), sentence));
}

} // namespace convscope
