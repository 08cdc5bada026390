// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/data/run_settings.h"
#include "core/train/setup/presets.h"
#include "core/train/setup/setting_change.h"
#include <nlohmann/json.hpp>

namespace convscope {

namespace {

/// But for the dataset and what is excluded from it.
bool sameSettings(RunConfig a, const RunConfig &b)
{
    a.dataset = b.dataset;
    a.layout = b.layout;
    a.excluded = b.excluded;
    return toJson(a) == toJson(b);
}

} // namespace

RunSettings::RunSettings(std::optional<RunConfig> asked, QObject *parent)
    : QObject(parent)
    , m_config(asked ? *asked : presets().front().config)
    , m_asked(std::move(asked))
{
}

void RunSettings::choosePreset(const QString &name)
{
    const Preset *preset = findPreset(name.toStdString());
    if (!preset)
        return;
    const Exclusions excluded = m_config.excluded; // belongs to the dataset, not to the network
    const std::string layout = m_config.layout; // so does this
    m_config = preset->config;
    m_config.excluded = excluded;
    m_config.layout = layout;
    if (m_reading != Reading::Nothing)
        m_reading = Reading::ADatasetForThePreset;
    if (!m_open.dataset && m_reading == Reading::Nothing)
        m_asked = m_config; // the person's choice, also for what is opened next
    adaptModel();
    Q_EMIT changed();
}

void RunSettings::configure(const RunConfig &config)
{
    m_config = config;
    adaptModel();
    Q_EMIT changed();
}

void RunSettings::exclude(const Exclusions &excluded)
{
    m_config.excluded = excluded;
    Q_EMIT changed();
}

void RunSettings::askFor(const RunConfig &config)
{
    m_asked = config;
    m_suggested.reset();
}

void RunSettings::beginReading()
{
    m_reading = Reading::ADataset;
}

void RunSettings::endReading()
{
    const bool wasChosen
        = std::exchange(m_reading, Reading::Nothing) == Reading::ADatasetForThePreset;
    if (wasChosen && !m_open.dataset)
        m_asked = m_config; // for what is opened next
}

void RunSettings::follow(const LoadedData &loaded, bool isOther, bool isFixed)
{
    m_open = loaded;
    if (isFixed)
        m_config = loaded.config;
    else if (isOther)
        takeRecipe(loaded);
    adaptModel();
    if (isOther)
        m_suggested = m_config;
    Q_EMIT changed();
}

/// The dataset's own recipe, or the preset that was chosen while it was read.
void RunSettings::takeRecipe(const LoadedData &loaded)
{
    if (m_reading == Reading::ADatasetForThePreset) {
        m_reading = Reading::ADataset;
        m_config.excluded = loaded.config.excluded;
        m_config.layout = loaded.config.layout;
        return;
    }
    const bool wasSet = m_suggested && !sameSettings(m_config, *m_suggested);
    m_config = loaded.config;
    if (wasSet)
        Q_EMIT replaced(loaded.location);
}

/// A recipe follows the data; the model takes the images as they are prepared, and tells as many
/// classes apart.
void RunSettings::adaptModel()
{
    if (m_open.data)
        m_config = fittedTo(std::move(m_config), m_open);
    else
        m_config.model.input = m_config.preprocessing.shape();
}

void RunSettings::use(const RunConfig &config)
{
    m_config = config;
    Q_EMIT changed();
}

void RunSettings::useValuesOf(const RunConfig &config)
{
    setValues(m_config, valuesOf(config));
    Q_EMIT changed();
}

} // namespace convscope
