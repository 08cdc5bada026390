// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/preparation/room.h"
#include "ui/preparation/images_panel.h"
#include <algorithm>

namespace convscope {

PreparationRoom::PreparationRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_panel(new ImagesPanel(&shell.window()))
{
    RunSettings &settings = services.settings;
    DatasetService &dataset = services.dataset;
    connect(m_panel, &ImagesPanel::changed, this,
        [this, &settings] { settings.configure(m_panel->applied(settings.config())); });
    connect(m_panel, &ImagesPanel::previewRequested, &m_previews, &PreviewLoader::load);
    connect(&m_previews, &PreviewLoader::ready, m_panel, &ImagesPanel::setPreview);
    connect(&settings, &RunSettings::changed, this, &PreparationRoom::show);
    connect(&dataset, &DatasetService::changed, this, [this, &dataset] {
        const LoadedData &loaded = dataset.loaded();
        m_previews.setDataset(loaded.dataset);
        m_panel->setData(loaded.dataset, loaded.data);
        show();
    });
    connect(&dataset, &DatasetService::sampleChosen, this, &PreparationRoom::choose);
    connect(&services.training, &TrainingService::changed, this,
        [this] { m_panel->setRunning(m_services.training.hasRun()); });
    show();
}

QWidget *PreparationRoom::widget()
{
    return m_panel;
}

void PreparationRoom::show()
{
    const RunConfig &config = m_services.settings.config();
    m_panel->setConfig(config);
    m_panel->setSuits(!m_services.dataset.hasData() || m_services.dataset.suits(config));
}

/// `sample` counts in the whole dataset, the panel in what is not excluded from it.
void PreparationRoom::choose(quint64 sample)
{
    const LoadedData &loaded = m_services.dataset.loaded();
    const auto remaining = remainingSamples(*loaded.whole, loaded.config.excluded);
    const auto place = std::ranges::lower_bound(remaining, std::size_t(sample));
    if (place != remaining.end() && *place == sample)
        m_panel->choose(std::size_t(place - remaining.begin()));
}

} // namespace convscope
