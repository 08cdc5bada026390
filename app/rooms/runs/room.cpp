// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/runs/room.h"
#include "app/rooms/runs/run_actions.h"
#include "ui/kit/message_bar.h"
#include "ui/runs/run_menu.h"
#include "ui/runs/runs_panel.h"
#include <QFileInfo>

namespace convscope {

RunsRoom::RunsRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_panel(new RunsPanel(&shell.window()))
    , m_actions(new RunActions(services, *m_panel, &shell.window()))
{
    connectLibrary();
    const RunMenu &menu = m_panel->menu();
    connect(&menu, &RunMenu::runOpened, this, [this](const QString &folder) {
        m_services.models.open(folder);
        m_shell.show("training");
    });
    connect(&menu, &RunMenu::reportRequested, this, &RunsRoom::saveReport);
    connect(&menu, &RunMenu::tableRequested, this, &RunsRoom::saveTable);
    connect(m_actions, &RunActions::resumeRequested, this,
        [this](const QString &folder, int moreEpochs) {
            m_shell.show("training");
            m_services.training.requests().resume(folder, moreEpochs);
        });
}

void RunsRoom::connectLibrary()
{
    RunLibrary &library = m_services.library;
    connect(&m_panel->menu(), &RunMenu::refreshRequested, &library, &RunLibrary::list);
    connect(&library, &RunLibrary::listed, this, [this](const std::vector<RunSummary> &runs) {
        m_panel->setRuns(QString::fromStdString(m_services.library.folder().string()), runs);
    });
    connect(&library, &RunLibrary::settingsTaken, this, [this] {
        m_panel->message().showNote(
            tr("Its data, network and settings are in the panels. Change what you "
               "like, and press Train."));
    });
    connect(&library, &RunLibrary::failed, this,
        [this](const QString &sentence) { m_shell.showError(sentence); });
}

QWidget *RunsRoom::widget()
{
    return m_panel;
}

void RunsRoom::saveReport(const QString &folder)
{
    const QString file = m_shell.askSaveFile(tr("Report of the run"),
        QFileInfo(folder).fileName() + QStringLiteral(".html"), tr("Reports (*.html)"));
    if (!file.isEmpty())
        m_actions->saveReport(folder, file);
}

void RunsRoom::saveTable()
{
    const QString file = m_shell.askSaveFile(
        tr("List of the runs"), QStringLiteral("runs.csv"), tr("Tables (*.csv)"));
    if (!file.isEmpty())
        m_actions->saveTable(file);
}

} // namespace convscope
