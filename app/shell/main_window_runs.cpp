// SPDX-License-Identifier: GPL-3.0-or-later
// What the list of runs asks of MainWindow: files to choose, and tabs to show.
#include "app/rooms/runs/run_actions.h"
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "app/shell/wiring.h"
#include "ui/runs/runs_panel.h"
#include <QFileInfo>
#include <QTabWidget>

namespace convscope {

void MainWindow::connectRuns(RunsPanel &panel, TrainingPanel &charts)
{
    wire(m_services, panel);
    m_runActions = new RunActions(m_services, panel, charts, this);
    connect(&panel, &RunsPanel::reportRequested, this, [this](const QString &folder) {
        const QString file = askForFile(tr("Report of the run"),
            QFileInfo(folder).fileName() + QStringLiteral(".html"), tr("Reports (*.html)"));
        if (!file.isEmpty())
            m_runActions->saveReport(folder, file);
    });
    connect(&panel, &RunsPanel::tableRequested, this, [this] {
        const QString file
            = askForFile(tr("List of the runs"), QStringLiteral("runs.csv"), tr("Tables (*.csv)"));
        if (!file.isEmpty())
            m_runActions->saveTable(file);
    });
    connect(&panel, &RunsPanel::runOpened, this, [this] { m_tabs->setCurrentIndex(0); });
    connect(m_runActions, &RunActions::resumeRequested, this,
        [this](const QString &folder, int moreEpochs) {
            m_tabs->setCurrentIndex(0);
            m_services.training.resume(folder, moreEpochs);
        });
    connect(&m_services.library, &RunLibrary::settingsTaken, &panel, [&panel] {
        panel.showNote(tr("Its data, network and settings are in the panels. Change what you like, "
                          "and press Train."));
    });
}

} // namespace convscope
