// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/welcome/room.h"
#include "app/shell/new_action.h"
#include "ui/kit/settings.h"
#include "ui/welcome/welcome_panel.h"

namespace convscope {

WelcomeRoom::WelcomeRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_panel(new WelcomePanel(&shell.window()))
    , m_welcome(newAction(
          shell.window(), { "actionWelcome", tr("&Welcome page"), tr("Back to the first page") }))
{
    connect(m_welcome, &QAction::triggered, this, [this] { m_shell.show("welcome"); });
    connect(&services.library, &RunLibrary::listed, this, &WelcomeRoom::setRuns);
    connect(&services.training, &TrainingService::changed, this,
        [this] { m_welcome->setEnabled(!m_services.training.hasRun()); });
    connect(m_panel, &WelcomePanel::openRequested, this,
        [this] { m_shell.trigger("actionOpenDataset"); });
    connect(m_panel, &WelcomePanel::getRequested, this,
        [this] { m_shell.trigger("actionGetDataset"); });
    connect(m_panel, &WelcomePanel::digitsRequested, this,
        [this] { m_shell.trigger("actionTryDigits"); });
    connect(m_panel, &WelcomePanel::chelseaRequested, this,
        [this] { m_shell.trigger("actionChelsea"); });
    connect(m_panel, &WelcomePanel::datasetChosen, this,
        [this](const QString &location) { m_shell.openDataset(location); });
    connect(m_panel, &WelcomePanel::runChosen, &services.models, &ModelService::open);
    services.library.list();
}

QWidget *WelcomeRoom::widget()
{
    return m_panel;
}

void WelcomeRoom::shown(bool isShown)
{
    if (isShown)
        m_services.library.list();
}

void WelcomeRoom::setRuns(const std::vector<RunSummary> &runs)
{
    QStringList folders;
    for (const RunSummary &run : runs)
        if (run.error.empty())
            folders.append(QString::fromStdString(run.folder.string()));
    m_panel->setRecent(m_shell.preferences().recentDatasets(), folders);
}

} // namespace convscope
