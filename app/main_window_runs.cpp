// SPDX-License-Identifier: GPL-3.0-or-later
// What the list of runs asks of MainWindow: files to choose, and tabs to show.
#include "app/main_window.h"
#include "app/run_actions.h"
#include "app/session.h"
#include "app/wiring.h"
#include "ui/panels/runs_panel.h"
#include "ui/settings.h"
#include <QFileDialog>
#include <QTabWidget>

namespace convscope {

void MainWindow::connectRuns(RunsPanel &panel, TrainingPanel &charts)
{
    wire(m_session, panel);
    m_runActions = new RunActions(m_session, panel, charts, this);
    const auto askForFile = [this](const QString &title, const QString &name) {
        const QString suffix = QLatin1Char('.') + QFileInfo(name).suffix();
        QString file = QFileDialog::getSaveFileName(this, title,
            m_settings.lastFolder() + QLatin1Char('/') + name, tr("%1 (*%2)").arg(title, suffix));
        if (file.isEmpty())
            return file;
        if (QFileInfo(file).suffix().isEmpty())
            file += suffix;
        m_settings.setLastFolder(QFileInfo(file).absolutePath());
        return file;
    };
    connect(&panel, &RunsPanel::reportRequested, this, [this, askForFile](const QString &folder) {
        const QString file = askForFile(
            tr("Report of the run"), QFileInfo(folder).fileName() + QStringLiteral(".html"));
        if (!file.isEmpty())
            m_runActions->saveReport(folder, file);
    });
    connect(&panel, &RunsPanel::tableRequested, this, [this, askForFile] {
        const QString file = askForFile(tr("List of the runs"), QStringLiteral("runs.csv"));
        if (!file.isEmpty())
            m_runActions->saveTable(file);
    });
    connect(&panel, &RunsPanel::runOpened, this, [this] { m_tabs->setCurrentIndex(0); });
    connect(m_runActions, &RunActions::resumeRequested, this,
        [this](const QString &folder, int moreEpochs) {
            m_tabs->setCurrentIndex(0);
            m_session.resumeRun(folder, moreEpochs);
        });
    connect(&m_session, &Session::settingsTaken, &panel, [&panel] {
        panel.showNote(tr("Its data, network and settings are in the panels. Change what you like, "
                          "and press Train."));
    });
}

} // namespace convscope
