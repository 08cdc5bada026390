// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/model/room.h"
#include "app/shell/new_action.h"
#include "core/io/import/weight_sources.h"
#include "core/train/setup/presets.h"
#include "ui/model/model_panel.h"

namespace convscope {

ModelRoom::ModelRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_panel(new ModelPanel(&shell.window()))
{
    buildActions();
    connectPanel();
    connect(&services.training, &TrainingService::changed, this, &ModelRoom::update);
    connect(&services.models, &ModelService::failed, this,
        [this](const QString &sentence) { m_shell.showError(sentence); });
    update();
}

void ModelRoom::buildActions()
{
    QWidget &window = m_shell.window();
    m_model = newAction(window,
        { "actionModel", tr("&Model"), tr("Choose a network, or open a trained one"), "model" });
    m_open = newAction(window,
        { "actionOpenModel", tr("Open &model or run…"),
            tr("Open a trained model file or a run's folder") },
        QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    connect(m_open, &QAction::triggered, this, &ModelRoom::choose);
    for (const Preset &preset : presets()) {
        const QString name = QString::fromStdString(preset.name);
        auto *action = new QAction(name, &window);
        action->setToolTip(QString::fromStdString(preset.summary));
        connect(action, &QAction::triggered, this,
            [this, name] { m_services.settings.choosePreset(name); });
        m_presets.push_back(action);
    }
    m_summary = new QAction(tr("Summary of the network (*.txt, *.svg, *.png)…"), &window);
    m_summary->setObjectName(QStringLiteral("actionExportSummary"));
    connect(m_summary, &QAction::triggered, this, &ModelRoom::saveSummary);
}

void ModelRoom::connectPanel()
{
    RunSettings &settings = m_services.settings;
    const auto show = [this, &settings] {
        m_panel->setModel(
            QString::fromStdString(settings.config().preset), settings.config().model);
    };
    connect(m_panel, &ModelPanel::presetChosen, &settings, &RunSettings::choosePreset);
    connect(m_panel, &ModelPanel::summaryRequested, this, &ModelRoom::saveSummary);
    connect(&settings, &RunSettings::changed, this, show);
    show();
}

void ModelRoom::update()
{
    const bool hasRun = m_services.training.hasRun();
    m_panel->setEditable(!hasRun);
    m_model->setEnabled(!hasRun);
    m_open->setEnabled(!hasRun);
}

QWidget *ModelRoom::widget()
{
    return m_panel;
}

std::vector<RoomAction> ModelRoom::actions()
{
    std::vector<RoomAction> all { { m_model, Menu::ToolBar, 1, Menu::Model },
        { m_model, Menu::Train, 101, Menu::Model }, { m_open, Menu::Model, 100 },
        { m_open, Menu::File, 100 }, { m_summary, Menu::Export, 101 } };
    for (QAction *preset : m_presets)
        all.push_back({ preset, Menu::Model, int(all.size()) });
    return all;
}

void ModelRoom::choose()
{
    const QString file = m_shell.askOpenFile(
        tr("Open a trained model"), tr("Models (*.safetensors);;All files (*)"));
    if (!file.isEmpty())
        open(file);
}

void ModelRoom::open(const QString &path)
{
    m_shell.enter();
    m_services.models.open(path);
}

/// This program's own models, which say what they are for; other weights have to be imported.
bool ModelRoom::accepts(const QUrl &url) const
{
    const QString path = url.toLocalFile();
    return looksLikeWeights(path.toStdString())
        && path.endsWith(QStringLiteral(".safetensors"), Qt::CaseInsensitive);
}

void ModelRoom::open(const QUrl &url)
{
    open(url.toLocalFile());
}

void ModelRoom::saveSummary()
{
    const std::string &preset = m_services.settings.config().preset;
    const QString name = preset.empty() ? tr("network") : QString::fromStdString(preset);
    const QString file = m_shell.askSaveFile(tr("Save a summary of the network"),
        name + QStringLiteral(".svg"), tr("Drawing, image or text (*.svg *.png *.txt)"));
    if (!file.isEmpty())
        m_services.exports.exportSummary(file);
}

} // namespace convscope
