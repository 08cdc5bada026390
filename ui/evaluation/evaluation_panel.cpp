// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/evaluation_panel.h"
#include "core/io/report/evaluation_export.h"
#include "ui/evaluation/evaluation_results.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/flow_layout.h"
#include "ui/kit/location_name.h"
#include "ui/kit/message_bar.h"
#include "ui/training/checkpoint_text.h"
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kAllSplits = -1;

QString splitTitle(const SplitChoice &split)
{
    if (!split)
        return EvaluationPanel::tr("images");
    switch (*split) {
    case Split::Train:
        return EvaluationPanel::tr("training images");
    case Split::Validation:
        return EvaluationPanel::tr("validation images");
    case Split::Test:
        return EvaluationPanel::tr("test images");
    }
    return {};
}

} // namespace

EvaluationPanel::EvaluationPanel(QWidget *parent)
    : QWidget(parent)
    , m_message(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
    , m_results(new EvaluationResults(this))
{
    setObjectName(QStringLiteral("evaluationPanel"));
    setAccessibleName(tr("Evaluation"));
    m_message->setObjectName(QStringLiteral("evaluationMessage"));
    m_summary = new QLabel(this);
    m_summary->setObjectName(QStringLiteral("evaluationSummary"));
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_summary->setWordWrap(true);
    m_summary->hide();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_message);
    layout->addWidget(buildControls());
    layout->addWidget(m_summary);
    layout->addWidget(m_stack, 1);
    m_stack->addWidget(new EmptyState(tr("Nothing evaluated yet"),
        tr("Train a network or open a run, then press Evaluate to see which classes it mixes up."),
        this));
    m_stack->addWidget(m_results);
    connect(m_results, &EvaluationResults::sampleChosen, this, &EvaluationPanel::sampleChosen);
    setAvailable(false, 0, 0, 0);
    setBusy(false);
}

void EvaluationPanel::addNote(QWidget *note)
{
    auto *rows = qobject_cast<QVBoxLayout *>(layout());
    rows->insertWidget(rows->indexOf(m_summary), note);
}

QWidget *EvaluationPanel::buildControls()
{
    auto *controls = new QWidget(this);
    auto *row = new FlowLayout(controls);
    buildChoices(controls);
    buildButtons(controls);
    m_progress = new QProgressBar(controls);
    m_progress->setAccessibleName(tr("Images evaluated"));
    m_cancel = new QPushButton(tr("Cancel"), controls);
    m_cancel->setObjectName(QStringLiteral("cancelEvaluation"));
    connect(m_cancel, &QPushButton::clicked, this, &EvaluationPanel::cancelRequested);
    for (QWidget *part : std::initializer_list<QWidget *> {
             m_which, m_split, m_evaluate, m_other, m_export, m_progress, m_cancel })
        row->addWidget(part);
    return controls;
}

void EvaluationPanel::buildChoices(QWidget *controls)
{
    m_which = new QComboBox(controls);
    m_which->addItems({ tr("Best model"), tr("Current model") });
    m_which->setAccessibleName(tr("Model to evaluate"));
    m_which->setToolTip(tr("The model with the best validation loss, or the weights as they are "
                           "after the last batch"));
    m_split = new QComboBox(controls);
    m_split->setObjectName(QStringLiteral("evaluationSplit"));
    m_split->setAccessibleName(tr("Images to evaluate on"));
    m_split->setToolTip(tr("Images that the network was not trained on tell how well it will do"));
    for (QComboBox *combo : { m_which, m_split })
        combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
}

void EvaluationPanel::buildButtons(QWidget *controls)
{
    m_evaluate = new QPushButton(tr("E&valuate"), controls);
    m_evaluate->setObjectName(QStringLiteral("evaluateButton"));
    m_evaluate->setToolTip(tr("Let the model classify all these images"));
    connect(m_evaluate, &QPushButton::clicked, this, [this] {
        m_message->clear();
        const int split = m_split->currentData().toInt();
        Q_EMIT evaluateRequested(
            split == kAllSplits ? SplitChoice() : static_cast<Split>(split), wantsBest());
    });
    m_other = new QPushButton(tr("Another &dataset…"), controls);
    m_other->setObjectName(QStringLiteral("otherDatasetButton"));
    m_other->setToolTip(tr("Evaluate on other images than the open ones. Their classes must have "
                           "the names that the model knows; they are matched by name."));
    auto *others = new QMenu(m_other);
    const auto offer = [this, others](const QString &title, bool isFolder) {
        others->addAction(title, this, [this, isFolder] {
            m_message->clear();
            Q_EMIT otherDatasetRequested(isFolder, wantsBest());
        });
    };
    offer(tr("&Folder…"), true);
    offer(tr("F&ile…"), false);
    m_other->setMenu(others);
    m_other->setMinimumWidth(m_other->sizeHint().width() + fontMetrics().height());
    m_export = new QPushButton(tr("E&xport evaluation"), controls);
    m_export->setObjectName(QStringLiteral("exportEvaluationButton"));
    m_export->setToolTip(tr("Save this evaluation as tables, or with its run as one page"));
    auto *formats = new QMenu(m_export);
    for (int i = 0; i < int(evaluationExports().size()); ++i) {
        const EvaluationExport &format = evaluationExports()[std::size_t(i)];
        QAction *action = formats->addAction(
            tr("%1 (*%2)…").arg(fromView(format.title), fromView(format.extension)), this,
            [this, i] { Q_EMIT exportRequested(i); });
        action->setObjectName(QStringLiteral("actionEvaluation_") + fromView(format.name));
    }
    m_export->setMenu(formats);
    m_export->setEnabled(false);
}

bool EvaluationPanel::wantsBest() const
{
    return m_which->currentIndex() == 0;
}

void EvaluationPanel::setAvailable(
    bool hasModel, std::size_t train, std::size_t validation, std::size_t test)
{
    const QVariant before = m_split->currentData();
    m_split->clear();
    const auto offer = [this](const QString &title, std::size_t count, int split) {
        if (count > 0)
            m_split->addItem(
                tr("%1 (%2)").arg(title, QLocale().toString(qulonglong(count))), split);
    };
    offer(tr("Validation images"), validation, int(Split::Validation));
    offer(tr("Test images"), test, int(Split::Test));
    offer(tr("Training images"), train, int(Split::Train));
    if (m_split->count() > 1)
        offer(tr("All images"), train + validation + test, kAllSplits);
    m_split->setCurrentIndex(std::max(0, m_split->findData(before)));
    m_evaluate->setEnabled(hasModel && m_split->count() > 0);
    m_other->setEnabled(hasModel);
    m_split->setEnabled(m_split->count() > 0);
}

void EvaluationPanel::setBusy(bool busy)
{
    m_progress->setVisible(busy);
    m_cancel->setVisible(busy);
    for (QWidget *button : { m_evaluate, m_other, m_export })
        button->setVisible(!busy);
    if (busy)
        setProgress(0, 0);
}

void EvaluationPanel::setProgress(quint64 done, quint64 total)
{
    m_progress->setMaximum(int(total));
    m_progress->setValue(int(done));
}

void EvaluationPanel::showError(const QString &sentence)
{
    m_message->showError(sentence);
}

const EvaluatedImages *EvaluationPanel::shown() const
{
    return m_results->result().get();
}

QString EvaluationPanel::summary() const
{
    const EvaluatedImages &result = *shown();
    const Evaluation &evaluation = result.evaluation;
    const QLocale locale;
    //: %7 which network of which run
    return tr("%1 right of %2 %3 of %4 · in the first two %5 · loss %6 · network: %7")
        .arg(shareText(evaluation.accuracy), locale.toString(qulonglong(evaluation.images)),
            splitTitle(result.split), locationName(QString::fromStdString(result.location)),
            shareText(evaluation.topTwo), lossText(evaluation.loss),
            originText(result.origin, *result.model));
}

void EvaluationPanel::setEvaluation(std::shared_ptr<const EvaluatedImages> result)
{
    const bool isThere = result != nullptr;
    m_results->setResult(std::move(result));
    m_message->clear();
    m_summary->setVisible(isThere);
    m_export->setEnabled(isThere);
    m_stack->setCurrentIndex(isThere ? 1 : 0);
    if (!isThere)
        return;
    m_summary->setText(summary());
    const auto &problems = shown()->problems;
    if (!problems.empty())
        m_message->showNote(tr("Files that could not be used: %1. The first is %2: %3")
                                .arg(QLocale().toString(qulonglong(problems.size())),
                                    QString::fromStdString(problems.front().path),
                                    QString::fromStdString(problems.front().reason)));
}

} // namespace convscope
