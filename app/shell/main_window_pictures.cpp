// SPDX-License-Identifier: GPL-3.0-or-later
// Several pictures at once: their part of MainWindow.
#include "app/rooms/predict/many_pictures.h"
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "ui/predict/predictions_panel.h"
#include "ui/training/moment_text.h"

namespace convscope {

void MainWindow::buildPredictions()
{
    m_predictions = new PredictionsPanel(this);
    m_manyPictures = new ManyPictures(*m_predictions);
    connect(m_predictions, &PredictionsPanel::pictureChosen, &m_services.inspection,
        &Inspection::classifyFile);
    connect(m_predictions, &PredictionsPanel::saveRequested, this, &MainWindow::savePredictions);
}

/// With the network that the Predict panel answers with.
void MainWindow::classifyMany(const QStringList &paths)
{
    const auto model = m_services.inspection.dropped().model;
    if (!model)
        return;
    if (!m_predictions)
        buildPredictions();
    m_predictions->show();
    m_predictions->raise();
    const RunModel &run = m_services.training.run();
    const ModelOrigin origin { run.source().folder, momentIn(run, model->batch) };
    //: %1 which network of which run, %2 how often it is right
    m_manyPictures->classify(
        model, paths, tr("%1 · %2").arg(originText(origin, *model), knownAccuracy(run, *model)));
}

void MainWindow::savePredictions()
{
    const QString file
        = askForFile(tr("Save the table"), QStringLiteral("predictions.csv"), tr("Tables (*.csv)"));
    if (!file.isEmpty())
        m_manyPictures->save(file);
}

} // namespace convscope
