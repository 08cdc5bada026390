// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/settings/room.h"
#include "ui/kit/location_name.h"
#include "ui/settings/settings_panel.h"

namespace convscope {

SettingsRoom::SettingsRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_panel(new SettingsPanel(&shell.window()))
{
    RunSettings &settings = services.settings;
    const auto show = [this, &settings] {
        m_panel->setConfig(settings.config());
    };
    connect(m_panel, &SettingsPanel::changed, this,
        [this, &settings] { settings.configure(m_panel->applied(settings.config())); });
    connect(
        m_panel, &SettingsPanel::liveChanged, &services.training, &TrainingService::changeSetting);
    connect(&settings, &RunSettings::changed, this, show);
    connect(&services.dataset, &DatasetService::changed, this,
        [this] { m_panel->setTrainImages(m_services.dataset.loaded().data->train.size()); });
    connect(&services.training, &TrainingService::changed, this,
        [this] { m_panel->setRunning(m_services.training.hasRun()); });
    connect(&settings, &RunSettings::replaced, this, [this](const QString &dataset) {
        //: %1 the name of a dataset
        m_shell.note(tr("Model and settings are those suggested for %1 now; what you had "
                        "set for the dataset before is replaced.")
                         .arg(locationName(dataset)));
    });
    show();
}

QWidget *SettingsRoom::widget()
{
    return m_panel;
}

} // namespace convscope
