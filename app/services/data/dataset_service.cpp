// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/data/dataset_service.h"

namespace convscope {

DatasetService::DatasetService(RunSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
    connect(&m_loader, &DatasetLoader::began, this, &DatasetService::began);
    connect(&m_loader, &DatasetLoader::progressed, this, &DatasetService::progressed);
    connect(&m_loader, &DatasetLoader::ready, this, &DatasetService::take);
    connect(&m_loader, &DatasetLoader::unlabelled, this, &DatasetService::unlabelled);
    connect(&m_loader, &DatasetLoader::failed, this, &DatasetService::failed);
    connect(&m_loader, &DatasetLoader::ended, this, [this] {
        m_state = Idle {};
        m_settings.endReading();
        Q_EMIT ended();
    });
}

void DatasetService::open(const QString &location, const RememberedData &remembered)
{
    m_state = Opening {};
    m_settings.beginReading();
    Q_EMIT opening();
    m_loader.open(location, m_settings.takeAsked(), remembered);
}

void DatasetService::openFor(const RunConfig &run)
{
    m_state = Opening { .isForARun = true };
    m_settings.beginReading();
    Q_EMIT opening();
    m_loader.open(QString::fromStdString(run.dataset), run, { run.excluded, {} });
}

void DatasetService::prepare()
{
    m_state = Preparing {};
    m_loader.prepare(m_settings.config());
}

void DatasetService::exclude(const Exclusions &excluded)
{
    if (!hasData())
        return;
    m_settings.exclude(excluded);
    m_examiner.examine(loaded(), excluded);
    Q_EMIT excludedChanged();
}

void DatasetService::take()
{
    const auto *opening = std::get_if<Opening>(&m_state);
    const bool isOther = std::exchange(m_location, loaded().location) != loaded().location
        || m_settings.config().layout != loaded().config.layout;
    if (isOther)
        Q_EMIT replaced();
    m_settings.follow(loaded(), isOther, opening && opening->isForARun);
    Q_EMIT changed();
    m_examiner.examine(loaded(), m_settings.config().excluded);
    Q_EMIT ready();
}

} // namespace convscope
