// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/ablation/surgery_actions.h"
#include "app/services/services.h"
#include "ui/ablation/alike_strip.h"
#include "ui/ablation/surgery_bar.h"
#include "ui/ablation/surgery_note.h"
#include "ui/ablation/surgery_panel.h"
#include "ui/maps/maps_panel.h"
#include "ui/predict/predict_panel.h"
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QWidgetAction>

namespace convscope {

namespace {

constexpr int kPercent = 100, kMostPercent = 200;

/// One end of the slider is off, the middle as trained.
QString scaleText(int percent)
{
    return percent == 0       ? SurgeryActions::tr("off")
        : percent == kPercent ? SurgeryActions::tr("as trained")
                              : factorText(float(percent) / kPercent);
}

} // namespace

SurgeryActions::SurgeryActions(Services &services, MapsPanel &maps, QWidget &page)
    : QObject(&page)
    , m_services(services)
    , m_maps(maps)
    , m_steps(services.scales.steps())
    , m_studies(services.studies)
    , m_bar(new SurgeryBar(m_steps, &page))
    , m_panel(new SurgeryPanel(&page))
{
    m_panel->hide();
    Inspection &inspection = services.inspection;
    connect(&maps, &MapsPanel::mapMenuWanted, this, &SurgeryActions::openMenu);
    connect(&services.scales, &ChannelScales::layersChanged, m_panel, &SurgeryPanel::setLayers);
    connect(&services.scales, &ChannelScales::dropped, this, [this] {
        Q_EMIT noted(
            tr("Another network is looked at: the surgery on the one before was undone."));
    });
    connect(&inspection, &Inspection::layersChanged, this, &SurgeryActions::update);
    connect(&inspection, &Inspection::kernelsChanged, this, &SurgeryActions::update);
    connect(&m_studies, &Studies::cleared, this, &SurgeryActions::forget);
    connect(&services.dataset, &DatasetService::changed, this, &SurgeryActions::update);
    connectPanel();
    connectTasks();
    update();
}

QWidget *SurgeryActions::bar() const
{
    return m_bar;
}

QWidget *SurgeryActions::panel() const
{
    return m_panel;
}

void SurgeryActions::connectPanel()
{
    connect(m_bar, &SurgeryBar::studiesWanted, this, [this] {
        m_panel->showWorth();
        m_panel->setVisible(true);
    });
    connect(m_panel, &SurgeryPanel::closed, m_panel, &QWidget::hide);
    connect(m_panel, &SurgeryPanel::menuWanted, this, &SurgeryActions::openMenu);
    connect(m_panel, &SurgeryPanel::mapChosen, &m_maps, &MapsPanel::enlargeMap);
    connect(m_panel, &SurgeryPanel::sampleChosen, this, &SurgeryActions::show);
    connect(m_panel, &SurgeryPanel::worthWanted, &m_studies, [this](const QStringList &layers) {
        if (!m_studies.obstacle().isEmpty())
            return;
        m_panel->setWorthProgress(0, 0);
        m_studies.measureWorth(layers);
    });
    connect(m_panel, &SurgeryPanel::excitingWanted, &m_studies, [this](const ExcitingWish &wish) {
        if (!m_studies.obstacle().isEmpty())
            return;
        m_panel->setExcitingProgress(0, 0);
        m_studies.findExciting(wish);
    });
}

void SurgeryActions::connectTasks()
{
    BackgroundTask &worth = m_studies.worth();
    BackgroundTask &exciting = m_studies.exciting();
    connect(m_panel, &SurgeryPanel::worthCancelled, &worth, &BackgroundTask::cancel);
    connect(m_panel, &SurgeryPanel::excitingCancelled, &exciting, &BackgroundTask::cancel);
    connect(&worth, &BackgroundTask::progressed, m_panel, &SurgeryPanel::setWorthProgress);
    connect(&exciting, &BackgroundTask::progressed, m_panel, &SurgeryPanel::setExcitingProgress);
    for (const auto end : { &BackgroundTask::delivered, &BackgroundTask::cancelled }) {
        connect(&worth, end, m_panel, &SurgeryPanel::endWorth);
        connect(&exciting, end, m_panel, &SurgeryPanel::endExciting);
    }
    connect(&worth, &BackgroundTask::failed, m_panel, [this](const QString &sentence) {
        m_panel->endWorth();
        m_panel->showFault(sentence);
    });
    connect(&exciting, &BackgroundTask::failed, m_panel, [this](const QString &sentence) {
        m_panel->endExciting();
        m_panel->showFault(sentence);
    });
    connect(&m_studies, &Studies::worthMeasured, m_panel, &SurgeryPanel::setWorths);
    connect(&m_studies, &Studies::excitingFound, m_panel, &SurgeryPanel::setExciting);
}

void SurgeryActions::addTo(PredictPanel &predict)
{
    auto *note = new SurgeryNote(m_steps);
    m_alike = new AlikeStrip;
    predict.addToAnswer(note);
    predict.addBelow(m_alike);
    BackgroundTask &task = m_studies.alike();
    connect(&m_services.inspection, &Inspection::predicted, m_alike,
        [this](const std::shared_ptr<const FeatureMaps> &maps) {
            m_alike->setPicture(maps->input.values);
        });
    connect(&m_services.inspection, &Inspection::droppedChanged, m_alike, &AlikeStrip::clear);
    connect(&m_services.models, &ModelService::changed, m_alike, [this] {
        if (!m_services.training.hasRun())
            m_alike->expectOtherModel();
    });
    connect(m_alike, &AlikeStrip::wanted, &m_studies, &Studies::findAlike);
    connect(m_alike, &AlikeStrip::cancelRequested, &task, &BackgroundTask::cancel);
    connect(m_alike, &AlikeStrip::sampleChosen, this, &SurgeryActions::show);
    connect(&task, &BackgroundTask::progressed, m_alike, &AlikeStrip::setProgress);
    connect(&task, &BackgroundTask::cancelled, m_alike, &AlikeStrip::stop);
    connect(&task, &BackgroundTask::failed, m_alike, &AlikeStrip::showFault);
    connect(&m_studies, &Studies::alikeFound, m_alike, &AlikeStrip::setFound);
    update();
}

void SurgeryActions::forget()
{
    m_panel->clear();
    if (m_alike)
        m_alike->clear();
}

void SurgeryActions::update()
{
    const bool isOwn = !m_services.inspection.showsChelsea() && m_services.inspection.model();
    m_bar->setVisible(isOwn);
    if (!isOwn)
        m_panel->hide();
    const QString obstacle = m_studies.obstacle();
    m_panel->setPossible(obstacle);
    if (m_alike)
        m_alike->setPossible(obstacle.isEmpty());
}

void SurgeryActions::openMenu(const QString &layer, int map, const QPoint &global)
{
    if (m_services.inspection.showsChelsea() || !m_steps.canEdit(layer, map))
        return;
    const float factor = m_steps.factorOf(layer, map);
    delete m_menu;
    m_menu = new QMenu(&m_maps);
    m_menu->setObjectName(QStringLiteral("mapMenu"));
    m_menu->setAttribute(Qt::WA_DeleteOnClose);
    m_menu->setToolTipsVisible(true);
    m_menu->addSection(m_steps.title(layer, map));
    const auto add = [this](const char *name, const QString &text, const QString &tip, auto act) {
        QAction *action = m_menu->addAction(text, this, act);
        action->setObjectName(QString::fromLatin1(name));
        action->setToolTip(tip);
        return action;
    };
    add("actionMapOff", factor == 0 ? tr("Switch &on") : tr("Switch &off"),
        tr("All its values become zero before the next layer sees them, or are themselves again"),
        [=, this] { m_steps.setFactor(layer, map, factor == 0 ? 1.0F : 0.0F); });
    addScale(*m_menu, layer, map);
    add("actionOthersOff", tr("Switch off all o&thers"),
        tr("Of this layer only this map goes on: what can the network do with it alone?"),
        [=, this] { m_steps.switchOffOthers(layer, map); });
    m_menu->addSeparator();
    add("actionExciting", tr("Which pictures &excite this map?"),
        tr("Looks for the training pictures for which it is highest"),
        [=, this] { findExciting(layer, map); })
        ->setEnabled(m_studies.obstacle().isEmpty());
    m_menu->addSeparator();
    add("actionUndoSurgery", tr("&Undo surgery"), tr("Every map as it was trained"), [this] {
        m_steps.restoreAll();
    })->setEnabled(!m_steps.factors().empty());
    m_menu->popup(global);
}

void SurgeryActions::findExciting(const QString &layer, int map)
{
    m_panel->show();
    m_panel->showExciting(m_steps.title(layer, map), { layer.toStdString(), map });
}

void SurgeryActions::addScale(QMenu &menu, const QString &layer, int map)
{
    auto *row = new QWidget(&menu);
    auto *slider = new QSlider(Qt::Horizontal, row);
    slider->setObjectName(QStringLiteral("mapScale"));
    slider->setRange(0, kMostPercent);
    slider->setSingleStep(5);
    slider->setPageStep(25);
    slider->setTickPosition(QSlider::TicksBelow);
    slider->setTickInterval(kPercent / 2);
    slider->setMinimumWidth(menu.fontMetrics().averageCharWidth() * 24);
    slider->setValue(qRound(m_steps.factorOf(layer, map) * kPercent));
    slider->setAccessibleName(tr("Scale the map, in percent"));
    slider->setToolTip(tr("What its values are multiplied by: 0 at the left, 1 (as trained) in the "
                          "middle, 2 at the right"));
    auto *value = new QLabel(scaleText(slider->value()), row);
    value->setMinimumWidth(menu.fontMetrics().averageCharWidth() * 12);
    auto *layout = new QHBoxLayout(row);
    layout->addWidget(new QLabel(tr("Scale:"), row));
    layout->addWidget(slider, 1);
    layout->addWidget(value);
    auto *action = new QWidgetAction(&menu);
    action->setDefaultWidget(row);
    menu.addAction(action);
    m_steps.endScaling();
    connect(slider, &QSlider::valueChanged, &m_steps, [=, this](int percent) {
        value->setText(scaleText(percent));
        m_steps.scale(layer, map, float(percent) / kPercent);
    });
    connect(&menu, &QMenu::aboutToHide, &m_steps, &SurgerySteps::endScaling);
}

void SurgeryActions::show(quint64 sample)
{
    m_services.inspection.pinSample(m_services.dataset.loaded().dataset, sample);
    Q_EMIT sampleShown();
}

} // namespace convscope
