// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/data/dataset_loader.h"
#include "core/data/prepare/image_cache.h"

namespace convscope {

DatasetLoader::DatasetLoader(QObject *parent)
    : QObject(parent)
    , m_task(this)
{
    connect(&m_task, &BackgroundTask::progressed, this, &DatasetLoader::progressed);
    connect(&m_task, &BackgroundTask::failed, this, [this](const QString &sentence) {
        Q_EMIT failed(sentence);
        Q_EMIT ended();
    });
    connect(&m_task, &BackgroundTask::cancelled, this, &DatasetLoader::ended);
    connect(&m_task, &BackgroundTask::delivered, this, &DatasetLoader::ended);
}

void DatasetLoader::open(
    const QString &location, std::optional<RunConfig> config, const Exclusions &excluded)
{
    start(location, nullptr, std::move(config), excluded);
}

void DatasetLoader::prepare(const RunConfig &config)
{
    start(m_loaded.location, m_loaded.whole, config, {});
}

void DatasetLoader::start(const QString &location, std::shared_ptr<const Dataset> whole,
    std::optional<RunConfig> config, const Exclusions &excluded)
{
    Q_EMIT began(location);
    m_task.start([this, location, whole = std::move(whole), config = std::move(config), excluded](
                     const Progress &progress) -> BackgroundTask::Deliver {
        const auto result = std::make_shared<LoadedData>(
            LoadedData { prepareRun({ .location = location.toStdString(),
                                        .opened = whole,
                                        .config = config,
                                        .remembered = excluded,
                                        .cache = cacheFolder() },
                             progress),
                location });
        return [this, result] {
            m_loaded = std::move(*result);
            Q_EMIT ready();
        };
    });
}

bool DatasetLoader::suits(const RunConfig &config) const
{
    return convscope::suits(m_loaded, config);
}

} // namespace convscope
