// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/runs/preflight.h"
#include "app/double/double_check.h"

namespace convscope {

Preflight::Preflight(
    RunSettings &settings, DatasetService &dataset, TrainingService &training, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_dataset(dataset)
    , m_training(training)
{
    connect(
        &training.requests(), &RunRequests::ready, this, [this](const training::Request &request) {
            if (std::holds_alternative<training::Check>(request))
                start(m_settings.config(), m_dataset.loaded().data);
        });
    connect(&m_task, &BackgroundTask::progressed, this, [this](quint64 done, quint64 total) {
        if (const auto report = m_newest->take())
            Q_EMIT checked(*report);
        Q_EMIT progressed(done, total);
    });
    connect(&m_task, &BackgroundTask::failed, this, &Preflight::failed);
}

bool Preflight::isOutdated() const
{
    return m_data != m_dataset.loaded().data || m_config != m_settings.config();
}

void Preflight::start(const RunConfig &config, std::shared_ptr<const TrainingData> data)
{
    m_newest = std::make_shared<Newest>();
    m_config = config;
    m_data = data;
    m_task.start([this, config, data = std::move(data), newest = m_newest](
                     const Progress &progress) -> BackgroundTask::Deliver {
        auto report = preflight(
            config, *data, compareInDouble,
            [&newest](const PreflightReport &soFar) { newest->put(soFar); }, progress);
        return [this, report = std::move(report)] {
            Q_EMIT checked(report);
            Q_EMIT ended();
        };
    });
}

} // namespace convscope
