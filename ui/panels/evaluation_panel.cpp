// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/evaluation_panel.h"
#include "ui/panels/prepared_image.h"
#include "ui/theme.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/image_grid.h"
#include "ui/widgets/message_bar.h"
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

constexpr std::size_t kMostErrors = 400; // pictures in the gallery

QString percent(double share)
{
    return QLocale().toString(share * 100, 'f', 1) + QStringLiteral(" %");
}

QString className(const Evaluation &evaluation, int index)
{
    return QString::fromStdString(evaluation.names[std::size_t(index)]);
}

QString splitTitle(Split split)
{
    switch (split) {
    case Split::Train:
        return EvaluationPanel::tr("training pictures");
    case Split::Validation:
        return EvaluationPanel::tr("validation pictures");
    case Split::Test:
        return EvaluationPanel::tr("test pictures");
    }
    return {};
}

/// Blends from the background to `full`: more pictures, more colour. The number says the same.
QColor shade(const QColor &background, const QColor &full, double share)
{
    const auto mix = [share](int from, int to) {
        return int(from + (to - from) * share);
    };
    return { mix(background.red(), full.red()), mix(background.green(), full.green()),
        mix(background.blue(), full.blue()) };
}

QTableWidget *table(const char *objectName, const QString &name, QWidget *parent)
{
    auto *widget = new QTableWidget(parent);
    widget->setObjectName(QString::fromLatin1(objectName));
    widget->setAccessibleName(name);
    widget->setEditTriggers(QAbstractItemView::NoEditTriggers);
    widget->setTabKeyNavigation(false);
    widget->verticalHeader()->setDefaultSectionSize(widget->fontMetrics().height() + 8);
    return widget;
}

QTableWidgetItem *numberItem(const QString &text)
{
    auto *item = new QTableWidgetItem(text);
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

} // namespace

EvaluationPanel::EvaluationPanel(QWidget *parent)
    : QWidget(parent)
    , m_message(new MessageBar(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("evaluationPanel"));
    setAccessibleName(tr("Evaluation"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_message);
    layout->addWidget(buildControls());
    layout->addWidget(m_summary);
    layout->addWidget(m_stack, 1);
    m_stack->addWidget(new EmptyState(tr("Nothing evaluated yet"),
        tr("Train a network or open a run, then press Evaluate to see which classes it mixes up."),
        this));
    m_stack->addWidget(buildResults());
    setAvailable(false, 0, 0, 0);
    setBusy(false);
}

QWidget *EvaluationPanel::buildControls()
{
    auto *controls = new QWidget(this);
    auto *row = new QHBoxLayout(controls);
    row->setContentsMargins(0, 0, 0, 0);
    m_which = new QComboBox(controls);
    m_which->addItems({ tr("Best model"), tr("Current model") });
    m_which->setAccessibleName(tr("Model to evaluate"));
    m_which->setToolTip(tr("The model with the best validation loss, or the weights as they are "
                           "after the last batch"));
    m_split = new QComboBox(controls);
    m_split->setAccessibleName(tr("Pictures to evaluate on"));
    m_split->setToolTip(
        tr("Pictures that the network was not trained on tell how well it will do"));
    for (QComboBox *combo : { m_which, m_split })
        combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_evaluate = new QPushButton(tr("E&valuate"), controls);
    m_evaluate->setObjectName(QStringLiteral("evaluateButton"));
    m_evaluate->setToolTip(tr("Let the model classify all these pictures"));
    m_cancel = new QPushButton(tr("Cancel"), controls);
    m_progress = new QProgressBar(controls);
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 24);
    m_progress->setAccessibleName(tr("Pictures evaluated"));
    m_summary = new QLabel(controls);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    connect(m_evaluate, &QPushButton::clicked, this, [this] {
        m_message->clear();
        Q_EMIT evaluateRequested(
            static_cast<Split>(m_split->currentData().toInt()), m_which->currentIndex() == 0);
    });
    connect(m_cancel, &QPushButton::clicked, this, &EvaluationPanel::cancelRequested);
    for (QWidget *part :
        std::initializer_list<QWidget *> { m_which, m_split, m_evaluate, m_progress, m_cancel })
        row->addWidget(part);
    row->addStretch();
    m_summary->hide();
    return controls;
}

QWidget *EvaluationPanel::buildResults()
{
    auto *results = new QSplitter(Qt::Vertical, this);
    auto *top = new QSplitter(Qt::Horizontal, results);
    m_confusion = table("confusionMatrix",
        tr("Confusion matrix: rows are the true classes, columns the predicted ones"), top);
    m_confusion->horizontalHeader()->setTextElideMode(Qt::ElideRight);
    m_confusion->setToolTip(tr("Rows: what the pictures are. Columns: what the network took them "
                               "for. Click a cell to see its pictures."));
    connect(m_confusion, &QTableWidget::cellClicked, this, [this](int row, int column) {
        m_cell = std::pair(row, column);
        fillErrors();
    });
    m_metrics = table("metricsTable", tr("Figures of each class"), top);
    m_metrics->setColumnCount(5);
    m_metrics->setHorizontalHeaderLabels(
        { tr("Class"), tr("Precision"), tr("Recall"), tr("F1"), tr("Pictures") });
    m_metrics->setToolTip(tr("Precision: the share of right ones among all it called so. Recall: "
                             "the share it found of all there are. F1: their harmonic mean."));
    m_metrics->verticalHeader()->hide();
    m_metrics->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_metrics->horizontalHeader()->setStretchLastSection(true);
    top->addWidget(m_confusion);
    top->addWidget(m_metrics);
    top->setSizes({ 450, 350 });
    auto *bottom = new QWidget(results);
    auto *column = new QVBoxLayout(bottom);
    column->setContentsMargins(0, 0, 0, 0);
    auto *title = new QHBoxLayout;
    m_errorsTitle = new QLabel(bottom);
    auto *all = new QPushButton(tr("Show all errors"), bottom);
    all->setToolTip(tr("All pictures that were taken for something else, the surest errors first"));
    connect(all, &QPushButton::clicked, this, [this] {
        m_cell.reset();
        m_confusion->clearSelection();
        fillErrors();
    });
    title->addWidget(m_errorsTitle, 1);
    title->addWidget(all);
    m_errors = new ImageGrid(bottom);
    m_errors->setObjectName(QStringLiteral("errorGallery"));
    m_errors->setAccessibleName(tr("Pictures taken for something else"));
    m_errors->setToolTip(tr("Click a picture to look at it in the feature maps"));
    connect(m_errors, &ImageGrid::imageActivated, this, [this](int row) {
        Q_EMIT sampleChosen(m_result->pictures.samples[m_shown.at(std::size_t(row))]);
    });
    column->addLayout(title);
    column->addWidget(m_errors, 1);
    results->addWidget(top);
    results->addWidget(bottom);
    results->setStretchFactor(0, 3);
    results->setStretchFactor(1, 2);
    return results;
}

void EvaluationPanel::setAvailable(
    bool hasModel, std::size_t train, std::size_t validation, std::size_t test)
{
    const int before = m_split->count() > 0 ? m_split->currentData().toInt() : -1;
    m_split->clear();
    const auto offer = [this](const QString &title, std::size_t count, Split split) {
        if (count > 0)
            m_split->addItem(
                tr("%1 (%2)").arg(title, QLocale().toString(qulonglong(count))), int(split));
    };
    offer(tr("Validation pictures"), validation, Split::Validation);
    offer(tr("Test pictures"), test, Split::Test);
    offer(tr("Training pictures"), train, Split::Train);
    m_split->setCurrentIndex(std::max(0, m_split->findData(before)));
    m_evaluate->setEnabled(hasModel && m_split->count() > 0);
    m_split->setEnabled(m_split->count() > 0);
}

void EvaluationPanel::setBusy(bool busy)
{
    m_progress->setVisible(busy);
    m_cancel->setVisible(busy);
    m_evaluate->setVisible(!busy);
    if (busy)
        setProgress(0, 0);
}

void EvaluationPanel::setProgress(quint64 done, quint64 total)
{
    m_progress->setMaximum(int(total));
    m_progress->setValue(int(done));
}

void EvaluationPanel::showFault(const QString &sentence)
{
    m_message->showError(sentence);
}

void EvaluationPanel::setEvaluation(std::shared_ptr<const EvaluatedSplit> result)
{
    m_result = std::move(result);
    m_cell.reset();
    const Evaluation &evaluation = m_result->evaluation;
    const QLocale locale;
    m_summary->setText(
        tr("%1 right of %2 %3 · loss %4 · model of batch %5")
            .arg(percent(evaluation.accuracy), locale.toString(qulonglong(evaluation.images)),
                splitTitle(m_result->split), locale.toString(evaluation.loss, 'f', 4),
                locale.toString(qlonglong(m_result->batch))));
    m_summary->show();
    fillConfusion();
    fillMetrics();
    fillErrors();
    m_stack->setCurrentIndex(1);
}

void EvaluationPanel::fillConfusion()
{
    const Evaluation &evaluation = m_result->evaluation;
    const int classes = int(evaluation.names.size());
    m_confusion->setRowCount(classes);
    m_confusion->setColumnCount(classes);
    const QColor background = palette().color(QPalette::Base);
    for (int truth = 0; truth < classes; ++truth) {
        m_confusion->setVerticalHeaderItem(
            truth, new QTableWidgetItem(className(evaluation, truth)));
        m_confusion->setHorizontalHeaderItem(
            truth, new QTableWidgetItem(className(evaluation, truth)));
        m_confusion->horizontalHeaderItem(truth)->setToolTip(className(evaluation, truth));
        const auto &row = evaluation.confusion[std::size_t(truth)];
        const std::size_t all = evaluation.classes[std::size_t(truth)].support;
        for (int predicted = 0; predicted < classes; ++predicted) {
            const std::size_t count = row[std::size_t(predicted)];
            const double share = all > 0 ? double(count) / double(all) : 0;
            auto *item = new QTableWidgetItem(
                count > 0 ? QLocale().toString(qulonglong(count)) : QStringLiteral("·"));
            item->setTextAlignment(Qt::AlignCenter);
            item->setToolTip(
                tr("%1 of the %2 pictures of “%3” (%4) were taken for “%5”")
                    .arg(QLocale().toString(qulonglong(count)), QLocale().toString(qulonglong(all)),
                        className(evaluation, truth), percent(share),
                        className(evaluation, predicted)));
            if (count > 0)
                item->setBackground(shade(background,
                    truth == predicted ? accentColour() : faultColour(), 0.15 + 0.55 * share));
            m_confusion->setItem(truth, predicted, item);
        }
    }
    m_confusion->horizontalHeader()->setSectionResizeMode(
        classes <= 12 ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
}

void EvaluationPanel::fillMetrics()
{
    const Evaluation &evaluation = m_result->evaluation;
    const int classes = int(evaluation.names.size());
    m_metrics->setRowCount(classes + 1);
    const auto fill = [this](int row, const QString &name, const ClassMetrics &metrics) {
        m_metrics->setItem(row, 0, new QTableWidgetItem(name));
        int column = 0;
        for (const double value : { metrics.precision, metrics.recall, metrics.f1 })
            m_metrics->setItem(row, ++column, numberItem(QLocale().toString(value, 'f', 3)));
        m_metrics->setItem(
            row, ++column, numberItem(QLocale().toString(qulonglong(metrics.support))));
    };
    for (int i = 0; i < classes; ++i)
        fill(i, className(evaluation, i), evaluation.classes[std::size_t(i)]);
    fill(classes, tr("Mean"), evaluation.macro);
    QFont bold = font();
    bold.setBold(true);
    for (int column = 0; column < m_metrics->columnCount(); ++column)
        m_metrics->item(classes, column)->setFont(bold);
}

void EvaluationPanel::fillErrors()
{
    const Evaluation &evaluation = m_result->evaluation;
    std::vector<SampleResult> wanted;
    for (const SampleResult &sample : evaluation.samples)
        if (m_cell ? sample.truth == m_cell->first && sample.predicted == m_cell->second
                   : sample.truth != sample.predicted)
            wanted.push_back(sample);
    const std::size_t all = wanted.size();
    std::ranges::stable_sort(wanted, std::greater(), &SampleResult::loss);
    wanted.resize(std::min(wanted.size(), kMostErrors));
    m_shown.clear();
    std::vector<ImageGridItem> items;
    for (const SampleResult &sample : wanted) {
        m_shown.push_back(sample.index);
        const QString truth = className(evaluation, sample.truth);
        const QString predicted = className(evaluation, sample.predicted);
        items.push_back(
            { preparedImage(m_result->pictures.image(sample.index), m_result->pictures.shape),
                //: the true class, and the class it was taken for
                tr("%1 → %2").arg(truth, predicted),
                tr("%1\n“%2”, taken for “%3” with a probability of %4")
                    .arg(QString::fromStdString(m_result->sampleNames[sample.index]), truth,
                        predicted, percent(sample.probability)) });
    }
    m_errors->images().setItems(std::move(items));
    const QString number = QLocale().toString(qulonglong(all));
    m_errorsTitle->setText(m_cell ? tr("“%1” taken for “%2”: %3")
                                        .arg(className(evaluation, m_cell->first),
                                            className(evaluation, m_cell->second), number)
                                  : tr("Errors, the surest first: %1").arg(number));
}

} // namespace convscope
