// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runs/run_requests.h"
#include "core/base/error.h"
#include "core/io/run/run_record.h"

namespace convscope {

RunRequests::RunRequests(RunSettings &settings, DatasetService &dataset, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_dataset(dataset)
{
    connect(&m_readTask, &BackgroundTask::failed, this, &RunRequests::failed);
    connectDataset();
}

void RunRequests::connectDataset()
{
    connect(
        &m_dataset, &DatasetService::opening, this, [this] { enter(training::DataReplaced {}); });
    connect(&m_dataset, &DatasetService::ready, this, [this] {
        const training::Request *waiting = training::waitingFor(m_state);
        if (!waiting)
            return;
        const training::Request request = *waiting;
        enter(training::DataReady {});
        Q_EMIT ready(request);
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
    connect(&m_dataset, &DatasetService::ended, this, [this] { enter(training::DataGone {}); });
}

void RunRequests::enter(const training::Event &event)
{
    m_state = training::next(m_state, event);
}

bool RunRequests::isFree() const
{
    return std::holds_alternative<training::Idle>(m_state) || training::waitingFor(m_state);
}

bool RunRequests::canTrain() const
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

void RunRequests::begin(const training::Request &request)
{
    if (!canTrain())
        return;
    if (!m_dataset.loaded().whole->layout().isClear) {
        Q_EMIT failed(tr("This folder can be read in several ways; choose one of them in the Data "
                         "panel first."));
        return;
    }
    const bool suits = m_dataset.suits(m_settings.config());
    if (!suits)
        m_dataset.prepare();
    ask(request, suits);
}

void RunRequests::resume(const QString &folder, int moreEpochs)
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

void RunRequests::resume(const training::Continue &run)
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

void RunRequests::ask(const training::Request &request, bool dataSuits)
{
    enter(training::Asked { request, dataSuits });
    if (dataSuits)
        Q_EMIT ready(request);
}

} // namespace convscope
