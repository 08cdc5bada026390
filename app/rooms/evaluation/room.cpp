// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rooms/evaluation/room.h"
#include "ui/ablation/ablation_note.h"
#include "ui/evaluation/evaluation_panel.h"
#include "ui/kit/figure_text.h"
#include <QAction>

namespace convscope {

EvaluationRoom::EvaluationRoom(Services &services, Shell &shell)
    : Room(services, shell)
    , m_panel(new EvaluationPanel(&shell.window()))
    , m_report(new QAction(tr("Report of the run (*.html)…"), &shell.window()))
{
    m_report->setObjectName(QStringLiteral("actionExportReport"));
    connect(m_report, &QAction::triggered, this, [this] {
        const QString file = askWhereToSave(evaluationExports().front());
        if (!file.isEmpty())
            m_services.exports.exportReport(file);
    });
    connect(m_panel, &EvaluationPanel::exportRequested, this, [this](int index) {
        const EvaluationExport &format = evaluationExports()[std::size_t(index)];
        const QString file = askWhereToSave(format);
        if (!file.isEmpty())
            m_services.exports.exportEvaluation(format, file);
    });
    connect(m_panel, &EvaluationPanel::sampleChosen, &services.inspection.pinned(),
        &PinnedImage::pinSample);
    connect(m_panel, &EvaluationPanel::sampleChosen, &services.inspection.classified(),
        &ClassifiedImage::classifySample);
    connect(
        m_panel, &EvaluationPanel::sampleChosen, &services.focus, &MapsFocus::otherImageRequested);
    auto *note = new AblationNote(services.scales.steps(),
        tr("That changes nothing here: the network is evaluated as it was trained."));
    note->setObjectName(QStringLiteral("evaluationAblationNote"));
    m_panel->addNote(note);
    connectTask();
    connect(&services.models, &ModelService::changed, this, &EvaluationRoom::showAvailable);
    connect(&services.dataset, &DatasetService::changed, this, &EvaluationRoom::showAvailable);
    showAvailable();
}

void EvaluationRoom::connectTask()
{
    Evaluations &evaluations = m_services.evaluations;
    BackgroundTask &task = evaluations.task();
    connect(m_panel, &EvaluationPanel::evaluateRequested, this,
        [this](const SplitChoice &split, bool best) {
            m_panel->setBusy(true);
            m_services.evaluations.evaluate(split, best);
        });
    connect(
        m_panel, &EvaluationPanel::otherDatasetRequested, this, &EvaluationRoom::evaluateAnother);
    connect(m_panel, &EvaluationPanel::cancelRequested, &evaluations, &Evaluations::cancel);
    connect(&evaluations, &Evaluations::evaluated, m_panel, &EvaluationPanel::setEvaluation);
    connect(&evaluations, &Evaluations::failed, this,
        [this](const QString &sentence) { m_shell.showError(sentence); });
    connect(&task, &BackgroundTask::progressed, m_panel, &EvaluationPanel::setProgress);
    for (const auto end : { &BackgroundTask::delivered, &BackgroundTask::cancelled })
        connect(&task, end, m_panel, [this] { m_panel->setBusy(false); });
    connect(&task, &BackgroundTask::failed, m_panel, [this](const QString &sentence) {
        m_panel->setBusy(false);
        m_panel->showError(sentence);
    });
}

QWidget *EvaluationRoom::widget()
{
    return m_panel;
}

void EvaluationRoom::showAvailable()
{
    const auto &data = m_services.dataset.loaded().data;
    const bool hasModel = m_services.models.hasModel();
    if (!hasModel)
        m_panel->setBusy(false); // the result it waited for will not come
    m_panel->setAvailable(hasModel, data ? data->train.size() : 0,
        data ? data->validation.size() : 0, data ? data->test.size() : 0);
}

void EvaluationRoom::evaluateAnother(bool isFolder, bool best)
{
    const QString title = tr("Evaluate on another dataset");
    const QString location = isFolder ? m_shell.askOpenFolder(title) : m_shell.askOpenFile(title);
    if (location.isEmpty())
        return;
    m_panel->setBusy(true);
    m_services.evaluations.evaluateAnother(location, best);
}

/// Empty: nowhere.
QString EvaluationRoom::askWhereToSave(const EvaluationExport &format)
{
    const QString extension = fromView(format.extension), title = fromView(format.title);
    return m_shell.askSaveFile(
        title, fromView(format.fileName) + extension, tr("%1 (*%2)").arg(title, extension));
}

} // namespace convscope
