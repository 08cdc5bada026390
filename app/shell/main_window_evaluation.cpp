// SPDX-License-Identifier: GPL-3.0-or-later
// What the evaluation panel asks of MainWindow: files to choose, and pictures to show.
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "app/shell/wiring.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/settings.h"
#include <QFileDialog>
#include <QTabWidget>

namespace convscope {

void MainWindow::connectEvaluation(EvaluationPanel &panel)
{
    wire(m_services, panel);
    connect(&panel, &EvaluationPanel::sampleChosen, this, &MainWindow::showMaps);
    connect(&panel, &EvaluationPanel::otherDatasetRequested, this,
        [this, &panel](bool isFolder, bool best) {
            const QString title = tr("Evaluate on another dataset");
            const QString location = isFolder
                ? QFileDialog::getExistingDirectory(this, title, m_settings.lastFolder())
                : QFileDialog::getOpenFileName(this, title, m_settings.lastFolder());
            if (location.isEmpty())
                return;
            m_settings.setLastFolder(QFileInfo(location).absolutePath());
            panel.setBusy(true);
            m_services.evaluations.evaluateAnother(location, best);
        });
    connect(&panel, &EvaluationPanel::exportRequested, this, [this](int index) {
        const EvaluationExport &format = evaluationExports()[std::size_t(index)];
        const QString file = askWhereToSave(format);
        if (!file.isEmpty())
            m_services.exports.exportEvaluation(format, file);
    });
}

/// Empty: nowhere.
QString MainWindow::askWhereToSave(const EvaluationExport &format)
{
    const QString extension = fromView(format.extension), title = fromView(format.title);
    return askForFile(
        title, fromView(format.fileName) + extension, tr("%1 (*%2)").arg(title, extension));
}

void MainWindow::exportReport()
{
    const QString file = askWhereToSave(evaluationExports().front());
    if (!file.isEmpty())
        m_services.exports.exportReport(file);
}

} // namespace convscope
