// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/data/dataset_loader.h"
#include "core/base/error.h"
#include "core/data/decode/image_decode.h"
#include "core/data/prepare/image_cache.h"
#include "ui/images/image_conversion.h"

namespace convscope {

namespace {

/// A run's own layout must be there; one that was only remembered gives way to the best.
std::shared_ptr<const Dataset> openedAs(const QString &location,
    const std::optional<RunConfig> &config, const QString &remembered, const Progress &progress)
{
    const std::string path = location.toStdString();
    if (config && !config->layout.empty())
        return openDataset(path, progress, { cacheFolder(), config->layout });
    if (remembered.isEmpty())
        return openDataset(path, progress, { cacheFolder(), {} });
    try {
        return openDataset(path, progress, { cacheFolder(), remembered.toStdString() });
    } catch (const Error &) {
        return openDataset(path, progress, { cacheFolder(), {} });
    }
}

/// An image of each reading, small.
std::vector<QImage> examplesOf(const DatasetLayout &layout)
{
    constexpr int kSide = 48;
    std::vector<QImage> examples;
    for (const LayoutReading &reading : layout.readings) {
        examples.emplace_back();
        if (reading.example.empty() || layout.readings.size() < 2)
            continue;
        try {
            examples.back()
                = toQImage(readImage(layout.root / reading.example))
                      .scaled(kSide, kSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        } catch (const Error &) {
            continue; // the list of problems says why
        }
    }
    return examples;
}

} // namespace

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
    const QString &location, std::optional<RunConfig> config, const RememberedData &remembered)
{
    start(location, nullptr, std::move(config), remembered);
}

void DatasetLoader::prepare(const RunConfig &config)
{
    start(m_loaded.location, m_loaded.whole, config, {});
}

void DatasetLoader::start(const QString &location, std::shared_ptr<const Dataset> whole,
    std::optional<RunConfig> config, const RememberedData &remembered)
{
    Q_EMIT began(location);
    m_task.start([this, location, whole = std::move(whole), config = std::move(config), remembered](
                     const Progress &progress) -> BackgroundTask::Deliver {
        const auto result = std::make_shared<LoadedData>();
        result->location = location;
        result->whole = whole ? whole : openedAs(location, config, remembered.layout, progress);
        result->examples = examplesOf(result->whole->layout());
        if (result->whole->samples().empty())
            return [this, result] {
                Q_EMIT unlabelled(*result);
            };
        static_cast<PreparedRun &>(*result) = prepareRun({ .location = location.toStdString(),
                                                             .opened = result->whole,
                                                             .config = config,
                                                             .remembered = remembered.excluded,
                                                             .cache = cacheFolder() },
            progress);
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
