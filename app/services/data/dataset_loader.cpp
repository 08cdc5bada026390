// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/data/dataset_loader.h"
#include "app/services/data/preset_choice.h"
#include "core/base/error.h"
#include "core/data/prepare/picture_cache.h"
#include "core/train/setup/presets.h"

namespace convscope {

namespace {

/// What suits the first picture that can be read.
RunConfig suggestedConfig(const Dataset &dataset)
{
    for (std::size_t i = 0; i < dataset.samples().size(); ++i) {
        try {
            return suggestConfig(dataset.image(i));
        } catch (const Error &) {
            continue; // loading lists it as a problem
        }
    }
    return presets().front().config;
}

/// What was left out once, of a dataset that may have changed since.
LeftOut stillUsable(const std::shared_ptr<const Dataset> &whole, const LeftOut &leftOut)
{
    try {
        withoutLeftOut(whole, leftOut);
        return leftOut;
    } catch (const Error &) {
        return {}; // nothing would remain
    }
}

/// Runs on a thread of its own.
LoadedData load(const QString &location, std::shared_ptr<const Dataset> whole,
    std::optional<RunConfig> config, LeftOut leftOut, const Progress &progress)
{
    if (!whole)
        whole = openDataset(location.toStdString(), progress, cacheFolder());
    leftOut = config && config->leftOut.any() ? config->leftOut : stillUsable(whole, leftOut);
    auto dataset = withoutLeftOut(whole, leftOut);
    if (!config)
        config = suggestedConfig(*dataset);
    config->leftOut = std::move(leftOut);
    config->dataset = location.toStdString();
    followData(*config, *dataset);
    auto data = std::make_shared<const TrainingData>(
        loadTrainingData(*dataset, loadOptions(*config), progress));
    RunConfig adjusted = adaptedTo(*config, data->classes);
    return { location, std::move(whole), std::move(dataset), std::move(data), std::move(adjusted) };
}

} // namespace

LoadOptions loadOptions(const RunConfig &config)
{
    LoadOptions options;
    options.preprocessing = config.preprocessing;
    options.preprocessing.mean.clear();
    options.preprocessing.deviation.clear();
    options.validation = config.validation;
    options.test = config.test;
    options.limit = config.limit;
    options.seed = config.seed;
    options.threads = config.threads;
    options.cache = cacheFolder();
    return options;
}

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
    const QString &location, std::optional<RunConfig> config, const LeftOut &leftOut)
{
    start(location, nullptr, std::move(config), leftOut);
}

void DatasetLoader::prepare(const RunConfig &config)
{
    start(m_loaded.location, m_loaded.whole, config, {});
}

void DatasetLoader::start(const QString &location, std::shared_ptr<const Dataset> whole,
    std::optional<RunConfig> config, const LeftOut &leftOut)
{
    Q_EMIT began(location);
    m_task.start([this, location, whole = std::move(whole), config = std::move(config), leftOut](
                     const Progress &progress) -> BackgroundTask::Deliver {
        auto result
            = std::make_shared<LoadedData>(load(location, whole, config, leftOut, progress));
        return [this, result] {
            m_loaded = std::move(*result);
            Q_EMIT ready();
        };
    });
}

bool DatasetLoader::suits(const RunConfig &config) const
{
    const LoadOptions wanted = loadOptions(config);
    const LoadOptions have = loadOptions(m_loaded.config);
    return hasData() && wanted.preprocessing == have.preprocessing
        && wanted.validation == have.validation && wanted.test == have.test
        && wanted.limit == have.limit && wanted.seed == have.seed
        && config.leftOut == m_loaded.config.leftOut;
}

} // namespace convscope
