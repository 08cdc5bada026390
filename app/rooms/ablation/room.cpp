// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/ablation/room.h"
#include "ui/ablation/surgery_bar.h"
#include "ui/ablation/surgery_panel.h"

namespace convscope {

AblationRoom::AblationRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_bar(new SurgeryBar(services.scales.steps(), &shell.window()))
    , m_panel(new SurgeryPanel(&shell.window()))
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
    connect(&services.scales, &ChannelScales::layersChanged, m_panel, &SurgeryPanel::setLayers);
    Inspection &inspection = services.inspection;
    connect(&inspection, &Inspection::layersChanged, this, &AblationRoom::update);
    connect(&inspection, &Inspection::kernelsChanged, this, &AblationRoom::update);
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
    connect(m_bar, &SurgeryBar::studiesWanted, this, [this] {
        m_panel->showAblationScores();
        m_panel->setVisible(true);
    });
    connect(m_panel, &SurgeryPanel::closed, m_panel, &QWidget::hide);
    connect(m_panel, &SurgeryPanel::menuWanted, &m_services.focus, &MapsFocus::menuRequested);
    connect(m_panel, &SurgeryPanel::mapChosen, &m_services.focus, &MapsFocus::mapRequested);
    connect(m_panel, &SurgeryPanel::sampleChosen, this, &AblationRoom::lookAt);
    connect(m_panel, &SurgeryPanel::ablationScoresWanted, this, [this](const QStringList &layers) {
        if (!m_services.studies.obstacle().isEmpty())
            return;
        m_panel->setAblationScoresProgress(0, 0);
        m_services.studies.measureAblationScores(layers);
    });
    connect(m_panel, &SurgeryPanel::topActivationsWanted, this,
        [this](const TopActivationsRequest &wish) {
            if (!m_services.studies.obstacle().isEmpty())
                return;
            m_panel->setTopActivationsProgress(0, 0);
            m_services.studies.findTopActivations(wish);
        });
}

void AblationRoom::connectStudies()
{
    Studies &studies = m_services.studies;
    BackgroundTask &scores = studies.ablationScores();
    BackgroundTask &topActivations = studies.topActivations();
    connect(m_panel, &SurgeryPanel::ablationScoresCancelled, &scores, &BackgroundTask::cancel);
    connect(
        m_panel, &SurgeryPanel::topActivationsCancelled, &topActivations, &BackgroundTask::cancel);
    connect(
        &scores, &BackgroundTask::progressed, m_panel, &SurgeryPanel::setAblationScoresProgress);
    connect(&topActivations, &BackgroundTask::progressed, m_panel,
        &SurgeryPanel::setTopActivationsProgress);
    for (const auto end : { &BackgroundTask::delivered, &BackgroundTask::cancelled }) {
        connect(&scores, end, m_panel, &SurgeryPanel::endAblationScores);
        connect(&topActivations, end, m_panel, &SurgeryPanel::endTopActivations);
    }
    connect(&scores, &BackgroundTask::failed, m_panel, [this](const QString &sentence) {
        m_panel->endAblationScores();
        m_panel->showFault(sentence);
    });
    connect(&topActivations, &BackgroundTask::failed, m_panel, [this](const QString &sentence) {
        m_panel->endTopActivations();
        m_panel->showFault(sentence);
    });
    connect(&studies, &Studies::ablationScoresMeasured, m_panel, &SurgeryPanel::setScores);
    connect(&studies, &Studies::topActivationsFound, m_panel, &SurgeryPanel::setTopActivations);
    connect(&studies, &Studies::cleared, m_panel, &SurgeryPanel::clear);
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

void AblationRoom::lookAt(quint64 sample)
{
    m_services.inspection.pinned().pinSample(m_services.dataset.loaded().dataset, sample);
    Q_EMIT m_services.focus.otherImageRequested();
}

} // namespace convscope
