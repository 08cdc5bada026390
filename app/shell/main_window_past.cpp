// SPDX-License-Identifier: GPL-3.0-or-later
// What MainWindow shows of a run's past: the bar to go through it, and single batches.
#include "app/services/services.h"
#include "app/shell/main_window.h"
#include "ui/history/batch_panel.h"
#include "ui/history/time_bar.h"
#include "ui/kit/message_bar.h"
#include "ui/maps/maps_panel.h"
#include "ui/training/moment_text.h"
#include "ui/training/training_panel.h"
#include <QStackedWidget>
#include <QTabWidget>

namespace convscope {

namespace {
constexpr int kBeside = 12, kBelow = 110; // pixels from the window's edge to the batch's
}

void MainWindow::connectPast(TrainingPanel &charts)
{
    TimeMachine &past = m_services.past;
    connect(m_timeBar, &TimeBar::momentWanted, &past, &TimeMachine::goTo);
    connect(m_timeBar, &TimeBar::nowWanted, &past, &TimeMachine::backToNow);
    connect(m_timeBar, &TimeBar::exportWanted, this, &MainWindow::exportAnimation);
    connect(&charts, &TrainingPanel::batchChosen, this, [this](qint64 batch) {
        if (m_timeBar->clicksGoBack())
            m_services.past.goTo(batch, true);
        else
            lookAtBatch(batch);
    });
    connect(&past, &TimeMachine::snapshotsChanged, this, [this] {
        const TimeMachine &machine = m_services.past;
        m_timeBar->setSnapshots(
            machine.snapshots(), QString::fromStdString(machine.snapshotFault()));
        updatePast();
    });
    connect(&past, &TimeMachine::momentChanged, this, [this, &charts] {
        const auto &moment = m_services.past.moment();
        m_timeBar->setMoment(moment);
        charts.selectBatch(moment ? std::optional(moment->wanted) : std::nullopt);
    });
    connect(&past, &TimeMachine::batchSeen, &charts,
        [&charts](const std::shared_ptr<const SeenBatch> &batch) {
            charts.selectBatch(batch->look.report.batch);
        });
    connect(&past, &TimeMachine::failed, m_message, &MessageBar::showError);
    const RunModel &run = m_services.training.run();
    for (const auto change : { &RunModel::started, &RunModel::appended })
        connect(&run, change, this, &MainWindow::updatePast);
    Inspection &inspection = m_services.inspection;
    connect(&inspection, &Inspection::kernelsChanged, this, &MainWindow::updatePast);
    connect(&inspection, &Inspection::mapsSeen, this, &MainWindow::updatePast);
    connect(&inspection, &Inspection::mapsForgotten, this, &MainWindow::updatePast);
    connect(&inspection, &Inspection::demoChanged, this, &MainWindow::updatePast);
    connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::updatePast);
    connect(m_pages, &QStackedWidget::currentChanged, this, &MainWindow::updatePast);
    const auto showLayer = [this] {
        m_timeBar->setLayer(m_maps->chosenLayer(), m_maps->hasFilters());
    };
    connect(m_maps, &MapsPanel::layerChosen, this, showLayer);
    connect(&inspection, &Inspection::layersChanged, this, showLayer);
    connect(&inspection, &Inspection::kernelsChanged, this, showLayer);
    updatePast();
}

/// It belongs to the charts and to the maps, once something has been trained.
void MainWindow::updatePast()
{
    const RunModel &run = m_services.training.run();
    const bool showsItsMaps
        = m_tabs->currentWidget() == m_mapsPage && !m_services.inspection.showsChelsea();
    const bool hasPlace
        = m_pages->currentWidget() == m_tabs && (m_tabs->currentIndex() == 0 || showsItsMaps);
    m_timeBar->setVisible(hasPlace && !run.batches().empty());
    const qint64 last = run.batches().empty() ? 0 : run.batches().back().batch;
    const EpochReport *best = run.bestEpoch();
    m_timeBar->setLast(last, best ? std::optional<qint64>(best->batch) : std::nullopt);
    const auto model = presentModel();
    m_timeBar->setPresent(model ? std::optional(TimeBar::Present {
                              model->batch, momentText(momentIn(run, model->batch), *model) })
                                : std::nullopt);
    if (m_batchPanel)
        m_batchPanel->setLast(last);
}

/// That of the maps where they are in sight; of a run that goes on they lag behind its charts.
std::shared_ptr<const TrainedModel> MainWindow::presentModel() const
{
    const auto &maps = m_maps->maps();
    if (m_tabs->currentWidget() == m_mapsPage && maps)
        return maps->model;
    return m_services.training.run().source().goesOn ? nullptr : m_services.past.now();
}

void MainWindow::buildBatchPanel()
{
    m_batchPanel = new BatchPanel(this);
    TimeMachine &past = m_services.past;
    connect(m_batchPanel, &BatchPanel::batchWanted, this, &MainWindow::lookAtBatch);
    connect(m_batchPanel, &BatchPanel::cancelRequested, &past, &TimeMachine::cancelLook);
    connect(m_batchPanel, &QDialog::finished, &past, &TimeMachine::cancelLook);
    connect(m_batchPanel, &BatchPanel::goBackWanted, &past,
        [&past](qint64 batch) { past.goTo(batch, true); });
    connect(m_batchPanel, &BatchPanel::pictureChosen, this,
        [this](const std::shared_ptr<const SeenBatch> &batch, quint64 place) {
            m_services.past.showPicture(*batch, std::size_t(place));
            showMaps();
        });
    connect(&past, &TimeMachine::batchSeen, m_batchPanel, &BatchPanel::setBatch);
    connect(&past, &TimeMachine::lookProgressed, m_batchPanel, &BatchPanel::setProgress);
    connect(&past, &TimeMachine::lookFailed, m_batchPanel, &BatchPanel::showFault);
    connect(&past, &TimeMachine::lookEnded, m_batchPanel, &BatchPanel::endLooking);
    // Another run's batch is not this one's.
    connect(&m_services.training.run(), &RunModel::started, m_batchPanel, &BatchPanel::clear);
}

void MainWindow::lookAtBatch(qint64 batch)
{
    if (!m_batchPanel)
        buildBatchPanel();
    updatePast();
    m_batchPanel->showLooking(batch);
    if (!m_batchPanel->isVisible()) {
        m_batchPanel->show();
        // On the right, where it hides the least of the charts and the maps.
        m_batchPanel->move(frameGeometry().right() - m_batchPanel->width() - kBeside,
            frameGeometry().top() + kBelow);
    }
    m_batchPanel->raise();
    m_services.past.lookAtBatch(batch);
}

void MainWindow::exportAnimation(bool filters, bool asGif)
{
    const QString name = filters ? tr("%1-filters").arg(m_maps->chosenLayer())
                                 : tr("%1-maps").arg(m_maps->chosenLayer());
    const QString path = asGif ? askForFile(tr("Save the animation"), name + QStringLiteral(".gif"),
                             tr("Animations (*.gif)"))
                               : askForNewFolder(tr("Save the pictures in a new folder"), name);
    if (!path.isEmpty())
        m_services.exports.exportAnimation(
            m_maps->chosenLayer(), filters, m_timeBar->secondsAPicture(), path);
}

} // namespace convscope
