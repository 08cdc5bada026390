// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/ablation/room.h"
#include "ui/ablation/ablation_bar.h"
#include "ui/ablation/ablation_panel.h"

namespace convscope {

AblationRoom::AblationRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_bar(new AblationBar(services.scales.steps(), &shell.window()))
    , m_panel(new AblationPanel(&shell.window()))
    , m_menu(services.scales.steps(), shell.window())
{
    QSizePolicy policy = m_panel->sizePolicy();
    policy.setHorizontalStretch(2); // beside or below the maps
    policy.setVerticalStretch(2);
    m_panel->setSizePolicy(policy);
    m_panel->hide();
    connect(&services.focus, &MapsFocus::menuRequested, this,
        [this](const QString &layer, int map, const QPoint &global) {
            if (!m_services.inspection.pinned().showsChelsea())
                m_menu.open(layer, map, global, m_services.studies.obstacle().isEmpty());
        });
    connect(&m_menu, &MapMenu::strongestRequested, this, &AblationRoom::findStrongest);
    connect(&services.scales, &ChannelScales::layersChanged, m_panel, &AblationPanel::setLayers);
    Inspection &inspection = services.inspection;
    connect(&inspection.network(), &ShownNetwork::layersChanged, this, &AblationRoom::update);
    connect(&inspection.network(), &ShownNetwork::kernelsChanged, this, &AblationRoom::update);
    connect(&services.dataset, &DatasetService::changed, this, &AblationRoom::update);
    connectPanel();
    connectStudies();
    update();
}

QWidget *AblationRoom::widget()
{
    return m_panel;
}

QWidget *AblationRoom::bar()
{
    return m_bar;
}

QUndoStack *AblationRoom::undo()
{
    return &m_services.scales.steps().stack();
}

void AblationRoom::connectPanel()
{
    connect(m_bar, &AblationBar::studiesRequested, this, [this] {
        m_panel->showAblationScores();
        m_panel->setVisible(true);
    });
    connect(m_panel, &AblationPanel::closed, m_panel, &QWidget::hide);
    connect(m_panel, &AblationPanel::menuRequested, &m_services.focus, &MapsFocus::menuRequested);
    connect(m_panel, &AblationPanel::mapChosen, &m_services.focus, &MapsFocus::mapRequested);
    connect(m_panel, &AblationPanel::sampleChosen, this, &AblationRoom::inspect);
    connect(
        m_panel, &AblationPanel::ablationScoresRequested, this, [this](const QStringList &layers) {
            if (!m_services.studies.obstacle().isEmpty())
                return;
            m_panel->setAblationScoresProgress(0, 0);
            m_services.studies.measureAblationScores(layers);
        });
    connect(m_panel, &AblationPanel::topActivationsRequested, this,
        [this](const TopActivationsRequest &request) {
            if (!m_services.studies.obstacle().isEmpty())
                return;
            m_panel->setTopActivationsProgress(0, 0);
            m_services.studies.findTopActivations(request);
        });
}

void AblationRoom::connectStudies()
{
    Studies &studies = m_services.studies;
    BackgroundTask &scores = studies.ablationScores();
    BackgroundTask &topActivations = studies.topActivations();
    connect(m_panel, &AblationPanel::ablationScoresCancelled, &scores, &BackgroundTask::cancel);
    connect(
        m_panel, &AblationPanel::topActivationsCancelled, &topActivations, &BackgroundTask::cancel);
    connect(
        &scores, &BackgroundTask::progressed, m_panel, &AblationPanel::setAblationScoresProgress);
    connect(&topActivations, &BackgroundTask::progressed, m_panel,
        &AblationPanel::setTopActivationsProgress);
    for (const auto end : { &BackgroundTask::delivered, &BackgroundTask::cancelled }) {
        connect(&scores, end, m_panel, &AblationPanel::endAblationScores);
        connect(&topActivations, end, m_panel, &AblationPanel::endTopActivations);
    }
    connect(&scores, &BackgroundTask::failed, m_panel, [this](const QString &sentence) {
        m_panel->endAblationScores();
        m_panel->showError(sentence);
    });
    connect(&topActivations, &BackgroundTask::failed, m_panel, [this](const QString &sentence) {
        m_panel->endTopActivations();
        m_panel->showError(sentence);
    });
    connect(&studies, &Studies::ablationScoresMeasured, m_panel, &AblationPanel::setScores);
    connect(&studies, &Studies::topActivationsFound, m_panel, &AblationPanel::setTopActivations);
    connect(&studies, &Studies::cleared, m_panel, &AblationPanel::clear);
}

void AblationRoom::update()
{
    Inspection &inspection = m_services.inspection;
    const bool isOwn = !inspection.pinned().showsChelsea() && inspection.model();
    m_bar->setVisible(isOwn);
    if (!isOwn)
        m_panel->hide();
    m_panel->setPossible(m_services.studies.obstacle());
}

void AblationRoom::findStrongest(const QString &layer, int map)
{
    m_panel->show();
    m_panel->showTopActivations(
        m_services.scales.steps().title(layer, map), { layer.toStdString(), map });
}

void AblationRoom::inspect(quint64 sample)
{
    m_services.inspection.pinned().pinSample(m_services.dataset.loaded().dataset, sample);
    Q_EMIT m_services.focus.otherImageRequested();
}

} // namespace convscope
