// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/ablation/room.h"
#include "ui/ablation/ablation_bar.h"
#include "ui/ablation/ablation_panel.h"
#include "ui/ablation/ablation_scores_page.h"
#include "ui/ablation/top_activations_page.h"
#include "ui/kit/message_bar.h"

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
    connect(&services.scales, &ChannelScales::layersChanged, &m_panel->scores(),
        &AblationScoresPage::setLayers);
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
        m_panel->showScores();
        m_panel->setVisible(true);
    });
    connect(m_panel, &AblationPanel::closed, m_panel, &QWidget::hide);
    AblationScoresPage &scores = m_panel->scores();
    connect(
        &scores, &AblationScoresPage::menuRequested, &m_services.focus, &MapsFocus::menuRequested);
    connect(&scores, &AblationScoresPage::mapChosen, &m_services.focus, &MapsFocus::mapRequested);
    connect(
        &scores, &AblationScoresPage::requested, this, [this, &scores](const QStringList &layers) {
            if (!m_services.studies.obstacle().isEmpty())
                return;
            scores.setProgress(0, 0);
            m_services.studies.measureAblationScores(layers);
        });
    TopActivationsPage &strongest = m_panel->topActivations();
    connect(&strongest, &TopActivationsPage::sampleChosen, this, &AblationRoom::inspect);
    connect(&strongest, &TopActivationsPage::requested, this,
        [this, &strongest](const TopActivationsRequest &request) {
            if (!m_services.studies.obstacle().isEmpty())
                return;
            strongest.setProgress(0, 0);
            m_services.studies.findTopActivations(request);
        });
}

/// The page shows how far the task is, may cancel it, and the panel says what went wrong.
template<typename Page>
void AblationRoom::connectTask(BackgroundTask &task, Page &page)
{
    connect(&page, &Page::cancelled, &task, &BackgroundTask::cancel);
    connect(&task, &BackgroundTask::progressed, &page, &Page::setProgress);
    for (const auto end : { &BackgroundTask::delivered, &BackgroundTask::cancelled })
        connect(&task, end, &page, &Page::endProgress);
    connect(&task, &BackgroundTask::failed, m_panel, [this, &page](const QString &sentence) {
        page.endProgress();
        m_panel->message().showError(sentence);
    });
}

void AblationRoom::connectStudies()
{
    Studies &studies = m_services.studies;
    AblationScoresPage &scores = m_panel->scores();
    TopActivationsPage &strongest = m_panel->topActivations();
    connectTask(studies.ablationScores(), scores);
    connectTask(studies.topActivations(), strongest);
    connect(&studies, &Studies::ablationScoresMeasured, &scores, &AblationScoresPage::setScores);
    connect(&studies, &Studies::topActivationsFound, &strongest, &TopActivationsPage::setFound);
    connect(&studies, &Studies::cleared, m_panel, &AblationPanel::clear);
}

void AblationRoom::update()
{
    Inspection &inspection = m_services.inspection;
    const bool isOwn = !inspection.pinned().showsChelsea() && inspection.model();
    m_bar->setVisible(isOwn);
    if (!isOwn)
        m_panel->hide();
    m_panel->scores().setPossible(m_services.studies.obstacle());
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
