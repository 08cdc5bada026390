// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/evaluation_results.h"
#include "core/base/rounding.h"
#include "ui/evaluation/confusion_model.h"
#include "ui/evaluation/confusion_view.h"
#include "ui/evaluation/error_gallery.h"
#include "ui/evaluation/reliability_diagram.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/flow_layout.h"
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QSplitter>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace convscope {

namespace {

constexpr int kRoomForBoth = 84; // average characters: matrix and tabs side by side

QString className(const Evaluation &evaluation, int index)
{
    return QString::fromStdString(evaluation.names[std::size_t(index)]);
}

/// Over how many classes the means go.
QString meanName(const MeanMetrics &means)
{
    const std::size_t all = means.f1.classes;
    if (means.precision.classes == all && means.recall.classes == all)
        return all == 1 ? EvaluationResults::tr("Mean of 1 class")
                        : EvaluationResults::tr("Mean of %1 classes").arg(all);
    //: of how many classes there is a precision, a recall, an F1
    return EvaluationResults::tr("Mean of %1, %2 and %3 classes")
        .arg(means.precision.classes)
        .arg(means.recall.classes)
        .arg(all);
}

QTableWidgetItem *numberItem(const QString &text)
{
    auto *item = new QTableWidgetItem(text);
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

} // namespace

EvaluationResults::EvaluationResults(QWidget *parent)
    : QWidget(parent)
    , m_matrix(new ConfusionModel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *parts = new QSplitter(Qt::Vertical, this);
    m_top = new QSplitter(Qt::Horizontal, parts);
    m_top->setChildrenCollapsible(false);
    m_tabs = new QTabWidget(m_top);
    m_tabs->setObjectName(QStringLiteral("evaluationTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(buildMetrics(), tr("Classes"));
    m_tabs->addTab(buildCalibration(), tr("Reliability"));
    m_matrixPage = buildMatrix();
    m_top->insertWidget(0, m_matrixPage);
    m_top->setSizes({ 470, 350 });
    m_gallery = new ErrorGallery(this);
    connect(m_gallery, &ErrorGallery::allRequested, this, [this] { choose({}); });
    connect(m_gallery, &ErrorGallery::sampleChosen, this, &EvaluationResults::sampleChosen);
    parts->setChildrenCollapsible(false);
    parts->addWidget(m_top);
    parts->addWidget(m_gallery);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 2);
    layout->addWidget(parts);
}

QWidget *EvaluationResults::buildMatrix()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(buildMatrixControls());
    m_confusion = new ConfusionView(m_matrix, page);
    m_confusion->setObjectName(QStringLiteral("confusionMatrix"));
    m_confusion->setAccessibleName(
        tr("Confusion matrix: rows are the true classes, columns the predicted ones"));
    m_confusion->setToolTip(tr("Rows: what the images are. Columns: what the network took them "
                               "for. Click a cell to see its images."));
    for (const auto signal : { &QTableView::clicked, &QTableView::activated })
        connect(m_confusion, signal, this,
            [this](const QModelIndex &index) { choose(m_matrix->cell(index)); });
    auto *sides = new QLabel(tr("Rows ↓: true class · Columns →: predicted class"), page);
    sides->setObjectName(QStringLiteral("confusionSides"));
    sides->setWordWrap(true);
    sides->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(sides);
    layout->addWidget(m_confusion, 1);
    return page;
}

QWidget *EvaluationResults::buildMatrixControls()
{
    auto *controls = new QWidget(this);
    auto *row = new FlowLayout(controls);
    auto *values = new QComboBox(controls);
    values->setObjectName(QStringLiteral("confusionValues"));
    values->setAccessibleName(tr("What the cells show"));
    values->addItems({ tr("Numbers of images"), tr("Shares of the row") });
    values->setToolTip(tr("How many images, or which share of all images of that class"));
    connect(values, &QComboBox::currentIndexChanged, m_matrix,
        [this](int index) { m_matrix->setShowsShares(index == 1); });
    auto *order = new QComboBox(controls);
    order->setObjectName(QStringLiteral("confusionOrder"));
    order->setAccessibleName(tr("Order of the classes"));
    order->addItem(tr("Classes as in the dataset"), int(ClassOrder::Dataset));
    order->addItem(tr("Mixed-up classes together"), int(ClassOrder::MixedUp));
    order->addItem(tr("Weakest class first"), int(ClassOrder::Weakest));
    order->setToolTip(
        tr("Mixed-up classes together: classes that the network takes for each other stand side by "
           "side, the pair with the most images first. Weakest class first: by recall, the share "
           "of a class that was found. The numbers stay the same."));
    connect(order, &QComboBox::currentIndexChanged, m_matrix, [this, order] {
        m_matrix->setOrder(static_cast<ClassOrder>(order->currentData().toInt()));
        choose(m_cell); // its place has changed
    });
    for (QWidget *part :
        std::initializer_list<QWidget *> { values, order, new ConfusionLegend(controls) })
        row->addWidget(part);
    return controls;
}

QWidget *EvaluationResults::buildMetrics()
{
    m_metrics = new QTableWidget(this);
    m_metrics->setObjectName(QStringLiteral("metricsTable"));
    m_metrics->setAccessibleName(tr("Figures of each class"));
    m_metrics->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_metrics->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_metrics->setTabKeyNavigation(false);
    m_metrics->setColumnCount(5);
    m_metrics->setHorizontalHeaderLabels(
        { tr("Class"), tr("Precision"), tr("Recall"), tr("F1"), tr("Images") });
    m_metrics->setToolTip(tr("Precision: the share of right ones among all it called so. Recall: "
                             "the share it found of all there are. F1: their harmonic mean. –: "
                             "there is none, of a class without "
                             "images or one that was never predicted."));
    m_metrics->verticalHeader()->hide();
    m_metrics->verticalHeader()->setDefaultSectionSize(m_metrics->fontMetrics().height() + 8);
    m_metrics->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_metrics->horizontalHeader()->setMaximumSectionSize(fontMetrics().averageCharWidth() * 30);
    m_metrics->setTextElideMode(Qt::ElideMiddle);
    return m_metrics;
}

QWidget *EvaluationResults::buildCalibration()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    m_calibrationError = new QLabel(page);
    m_calibrationError->setWordWrap(true);
    m_calibrationError->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_calibrationError->setToolTip(tr(
        "Of the predictions with a probability of 80 to 90 %, as many should be right. Bars: the "
        "share that was right. Lines: the mean probability. Numbers: images. The expected "
        "calibration error is the mean distance between the two, counted by images."));
    m_reliability = new ReliabilityDiagram(page);
    layout->addWidget(m_calibrationError);
    layout->addWidget(m_reliability, 1);
    return page;
}

void EvaluationResults::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

/// Where there is no room for both, the matrix becomes one of the tabs.
void EvaluationResults::arrange()
{
    const bool both = width() >= kRoomForBoth * fontMetrics().averageCharWidth();
    const int tab = m_tabs->indexOf(m_matrixPage);
    if (both && tab >= 0) {
        m_top->insertWidget(0, m_matrixPage); // takes it out of the tabs
        m_matrixPage->show();
    } else if (!both && tab < 0) {
        m_tabs->insertTab(0, m_matrixPage, tr("Confusion"));
        m_tabs->setCurrentIndex(0);
    }
}

void EvaluationResults::setResult(std::shared_ptr<const EvaluatedImages> result)
{
    m_result = std::move(result);
    m_matrix->setEvaluation(m_result);
    m_cell.reset();
    if (!m_result) {
        m_gallery->clear();
        return;
    }
    const Calibration calibration = calibrationOf(m_result->evaluation);
    m_reliability->setCalibration(calibration);
    m_calibrationError->setText(
        tr("Is it as often right as it is sure? Expected calibration error: %1")
            .arg(shareText(calibration.expectedError)));
    fillMetrics();
    choose({});
}

void EvaluationResults::choose(std::optional<ConfusionCell> cell)
{
    m_cell = cell;
    if (cell)
        m_confusion->setCurrentIndex(
            m_matrix->index(m_matrix->placeOf(cell->truth), m_matrix->placeOf(cell->predicted)));
    else
        m_confusion->clearSelection();
    if (m_result)
        m_gallery->setImages(m_result, m_cell);
}

void EvaluationResults::fillMetrics()
{
    const Evaluation &evaluation = m_result->evaluation;
    const int classes = int(evaluation.names.size());
    m_metrics->setRowCount(classes + 1);
    using Figures = std::array<std::optional<double>, 3>;
    const auto fill
        = [this](int row, const QString &name, const Figures &figures, std::size_t images) {
              m_metrics->setItem(row, 0, new QTableWidgetItem(name));
              m_metrics->item(row, 0)->setToolTip(name);
              int column = 0;
              for (const auto &value : figures)
                  m_metrics->setItem(row, ++column,
                      numberItem(value ? fractionText(value) : QString::fromUtf8(kNoFigure)));
              m_metrics->setItem(row, ++column, numberItem(QLocale().toString(qulonglong(images))));
          };
    for (int i = 0; i < classes; ++i) {
        const ClassMetrics &own = evaluation.classes[std::size_t(i)];
        fill(i, className(evaluation, i), { own.precision, own.recall, own.f1 }, own.support);
    }
    const MeanMetrics &means = evaluation.macro;
    fill(classes, meanName(means), { means.precision.value, means.recall.value, means.f1.value },
        means.support);
    QFont bold = font();
    bold.setBold(true);
    for (int column = 0; column < m_metrics->columnCount(); ++column)
        m_metrics->item(classes, column)->setFont(bold);
}

} // namespace convscope
