// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/history/room.h"
#include "ui/history/animation_button.h"
#include "ui/history/batch_panel.h"
#include "ui/history/time_bar.h"
#include "ui/training/checkpoint_text.h"

namespace convscope {

HistoryRoom::HistoryRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_bar(new TimeBar(&shell.window()))
{
    connectHistory();
    connectMaps();
    for (const auto change : { &RunModel::started, &RunModel::appended })
        connect(&services.training.run(), change, this, &HistoryRoom::update);
    update();
}

void HistoryRoom::connectHistory()
{
    TimeMachine &history = m_services.history;
    connect(m_bar, &TimeBar::checkpointRequested, &history, &TimeMachine::goTo);
    connect(m_bar, &TimeBar::nowRequested, &history, &TimeMachine::backToNow);
    connect(&m_bar->animation(), &AnimationButton::exportRequested, this,
        &HistoryRoom::exportAnimation);
    connect(&history, &TimeMachine::batchChosen, this, &HistoryRoom::choose);
    connect(&history, &TimeMachine::snapshotsChanged, this, [this, &history] {
        m_bar->setSnapshots(history.snapshots(), QString::fromStdString(history.snapshotError()));
        update();
    });
    connect(&history, &TimeMachine::checkpointChanged, this,
        [this, &history] { m_bar->setCheckpoint(history.checkpoint()); });
    connect(&history, &TimeMachine::failed, this,
        [this](const QString &sentence) { m_shell.showError(sentence); });
}

void HistoryRoom::connectMaps()
{
    Inspection &inspection = m_services.inspection;
    connect(&inspection.network(), &ShownNetwork::kernelsChanged, this, &HistoryRoom::update);
    connect(&inspection, &Inspection::mapsReady, this, &HistoryRoom::update);
    connect(&inspection, &Inspection::mapsForgotten, this, &HistoryRoom::update);
    connect(&inspection.pinned(), &PinnedImage::demoChanged, this, &HistoryRoom::update);
    connect(&m_services.focus, &MapsFocus::layerChanged, this, [this] {
        m_bar->animation().setLayer(m_services.focus.layer(), m_services.focus.hasFilters());
    });
}

QWidget *HistoryRoom::widget()
{
    return m_bar;
}

void HistoryRoom::shown(bool isShown)
{
    m_isShown = isShown;
    update();
}

/// It belongs to the charts and to the maps, once something has been trained.
void HistoryRoom::update()
{
    const RunModel &run = m_services.training.run();
    const bool showsDemo = m_shell.shows("maps") && m_services.inspection.pinned().showsChelsea();
    m_bar->setVisible(m_isShown && !showsDemo && !run.batches().empty());
    const qint64 last = run.batches().empty() ? 0 : run.batches().back().batch;
    const EpochReport *best = run.bestEpoch();
    m_bar->setLast(last, best ? std::optional<qint64>(best->batch) : std::nullopt);
    const auto model = presentModel();
    m_bar->setPresent(model ? std::optional(TimeBar::Present {
                          model->batch, checkpointText(checkpointIn(run, model->batch), *model) })
                            : std::nullopt);
    if (m_batchPanel)
        m_batchPanel->setLast(last);
}

/// That of the maps where they are in sight; of a run that goes on they lag behind its charts.
std::shared_ptr<const TrainedModel> HistoryRoom::presentModel() const
{
    const auto &maps = m_services.focus.maps();
    if (m_shell.shows("maps") && maps)
        return maps->model;
    return m_services.training.run().source().isRunning ? nullptr : m_services.history.now();
}

void HistoryRoom::choose(qint64 batch)
{
    if (m_bar->clicksGoBack())
        m_services.history.goTo(batch, true);
    else
        inspectBatch(batch);
}

void HistoryRoom::buildBatchPanel()
{
    m_batchPanel = new BatchPanel(&m_shell.window());
    TimeMachine &history = m_services.history;
    BackgroundTask &task = history.batchInspection();
    connect(m_batchPanel, &BatchPanel::batchRequested, this, &HistoryRoom::inspectBatch);
    connect(m_batchPanel, &BatchPanel::cancelRequested, &task, &BackgroundTask::cancel);
    connect(m_batchPanel, &QDialog::finished, &task, &BackgroundTask::cancel);
    connect(m_batchPanel, &BatchPanel::goBackRequested, &history,
        [&history](qint64 batch) { history.goTo(batch, true); });
    connect(m_batchPanel, &BatchPanel::imageChosen, this,
        [this, &history](const std::shared_ptr<const BatchView> &batch, quint64 place) {
            history.showImage(*batch, std::size_t(place));
            Q_EMIT m_services.focus.otherImageRequested();
        });
    connect(&history, &TimeMachine::batchReady, m_batchPanel, &BatchPanel::setBatch);
    connect(&task, &BackgroundTask::progressed, m_batchPanel, &BatchPanel::setProgress);
    connect(&task, &BackgroundTask::failed, m_batchPanel, &BatchPanel::showError);
    for (const auto ended : { &BackgroundTask::delivered, &BackgroundTask::cancelled })
        connect(&task, ended, m_batchPanel, &BatchPanel::endInspection);
    connect(&task, &BackgroundTask::failed, m_batchPanel, &BatchPanel::endInspection);
    // Another run's batch is not this one's.
    connect(&m_services.training.run(), &RunModel::started, m_batchPanel, &BatchPanel::clear);
}

void HistoryRoom::inspectBatch(qint64 batch)
{
    constexpr int kBeside = 12, kBelow = 110; // pixels from the window's edge to the batch's
    if (!m_batchPanel)
        buildBatchPanel();
    update();
    m_batchPanel->showInspecting(batch);
    if (!m_batchPanel->isVisible()) {
        m_batchPanel->show();
        // On the right, where it hides the least of the charts and the maps.
        const QRect window = m_shell.window().frameGeometry();
        m_batchPanel->move(window.right() - m_batchPanel->width() - kBeside, window.top() + kBelow);
    }
    m_batchPanel->raise();
    m_services.history.inspectBatch(batch);
}

void HistoryRoom::exportAnimation(bool filters, bool asGif)
{
    const QString &layer = m_services.focus.layer();
    const QString name = (filters ? tr("%1-filters") : tr("%1-maps")).arg(layer);
    const QString path = asGif ? m_shell.askSaveFile(tr("Save the animation"),
                             name + QStringLiteral(".gif"), tr("Animations (*.gif)"))
                               : m_shell.askSaveFolder(tr("Save the images in a new folder"), name);
    if (!path.isEmpty())
        m_services.exports.exportAnimation(layer, filters, m_bar->secondsAImage(), path);
}

} // namespace convscope
