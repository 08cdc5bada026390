// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/training/room.h"
#include "app/shell/new_action.h"
#include "ui/kit/message_bar.h"
#include "ui/training/chart_files.h"
#include "ui/training/training_panel.h"

namespace convscope {

TrainingRoom::TrainingRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_panel(new TrainingPanel(services.training.run(), &shell.window()))
    , m_offers(services, shell)
{
    buildActions();
    connectCharts();
    connectHistory();
    connect(&m_offers, &Offers::trainRequested, this, &TrainingRoom::start);
    connect(&services.training, &TrainingService::changed, this, &TrainingRoom::update);
    connect(&services.training, &TrainingService::failed, this,
        [this](const QString &sentence) { m_shell.showError(sentence); });
    update();
}

void TrainingRoom::buildActions()
{
    QWidget &window = m_shell.window();
    m_train = newAction(window,
        { "actionTrain", tr("&Train"), tr("Train the network on the open dataset"), "train" },
        QKeySequence(Qt::CTRL | Qt::Key_T));
    m_pause = newAction(window,
        { "actionPause", tr("&Pause"), tr("Pause after the current batch, or go on"), "pause" },
        QKeySequence(Qt::Key_Space));
    m_step = newAction(window,
        { "actionStep", tr("St&ep"), tr("Train a single batch, then pause"), "step" },
        QKeySequence(Qt::CTRL | Qt::Key_Period));
    m_stop = newAction(window,
        { "actionStop", tr("St&op"), tr("End the run; what was learnt so far stays"), "stop" },
        QKeySequence(Qt::CTRL | Qt::Key_E));
    connect(m_train, &QAction::triggered, this, &TrainingRoom::start);
    connect(m_pause, &QAction::triggered, this, &TrainingRoom::pause);
    connect(m_step, &QAction::triggered, this, &TrainingRoom::step);
    connect(m_stop, &QAction::triggered, &m_services.training, &TrainingService::stop);
}

void TrainingRoom::connectCharts()
{
    connect(&m_services.dataset.examiner(), &DatasetExaminer::reportChanged, this,
        &TrainingRoom::showBaselines);
    connect(&m_services.training.run(), &RunModel::started, this, &TrainingRoom::showBaselines);
    connect(&m_services.library, &RunLibrary::overlaysChosen, m_panel, &TrainingPanel::setOverlays);
    connect(m_panel, &TrainingPanel::layersRequested, this,
        [this](bool on) { m_services.training.controller().send(WatchLayers { on }); });
    Exports &exports = m_services.exports;
    connect(&m_panel->files(), &ChartFiles::tableRequested, &exports, &Exports::exportCurves);
    connect(&m_panel->files(), &ChartFiles::saved, &exports, &Exports::exported);
    connect(&m_panel->files(), &ChartFiles::failed, this,
        [this](const QString &sentence) { m_shell.showError(sentence); });
}

void TrainingRoom::connectHistory()
{
    TimeMachine &history = m_services.history;
    connect(m_panel, &TrainingPanel::batchChosen, &history, &TimeMachine::batchChosen);
    connect(&history, &TimeMachine::checkpointChanged, this, [this, &history] {
        const auto &checkpoint = history.checkpoint();
        m_panel->selectBatch(checkpoint ? std::optional(checkpoint->requested) : std::nullopt);
    });
    connect(&history, &TimeMachine::batchReady, this,
        [this](const std::shared_ptr<const BatchView> &batch) {
            m_panel->selectBatch(batch->inspection.report.batch);
        });
}

QWidget *TrainingRoom::widget()
{
    return m_panel;
}

std::vector<RoomAction> TrainingRoom::actions()
{
    std::vector<RoomAction> all;
    for (const Menu menu : { Menu::Train, Menu::ToolBar }) {
        const int group = menu == Menu::ToolBar ? 100 : 0;
        for (QAction *action : { m_train, m_pause, m_step, m_stop })
            all.push_back({ action, menu, group + int(all.size()) });
    }
    for (QAction *action : m_panel->files().actions())
        all.push_back({ action, Menu::Export, 300 + int(all.size()) });
    return all;
}

void TrainingRoom::update()
{
    using State = TrainingController::State;
    const State state = m_services.training.controller().state();
    const bool canTrain = m_services.training.requests().canTrain();
    m_train->setEnabled(canTrain || state == State::Paused);
    m_train->setText(state == State::Paused ? tr("&Resume") : tr("&Train"));
    m_pause->setEnabled(state != State::Idle);
    m_step->setEnabled(canTrain || state != State::Idle);
    m_stop->setEnabled(state != State::Idle);
}

void TrainingRoom::showBaselines()
{
    const auto &report = m_services.dataset.examiner().report();
    // Another dataset's baselines are not those of the run in the charts.
    const bool isOwn = m_services.training.run().source().dataset
        == m_services.dataset.loaded().location.toStdString();
    m_panel->setBaselines(report && isOwn ? std::optional(report->report.baselines) : std::nullopt);
}

void TrainingRoom::start()
{
    m_shell.message().clear();
    if (!m_shell.takeTyped())
        return;
    m_services.training.train();
    m_shell.show("training");
}

void TrainingRoom::pause()
{
    if (m_services.training.controller().state() != TrainingController::State::Paused)
        m_services.training.pause();
    else if (m_shell.takeTyped())
        m_services.training.train();
}

void TrainingRoom::step()
{
    if (m_shell.takeTyped())
        m_services.training.step();
}

} // namespace convscope
