// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ablation/ablation_scores_page.h"
#include "ui/ablation/ablation_score_model.h"
#include "ui/kit/figure_text.h"
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace convscope {

AblationScoresPage::AblationScoresPage(QWidget *parent)
    : QWidget(parent)
    , m_model(new AblationScoreModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_summary(new QLabel(this))
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(AblationScoreModel::kSortRole);
    m_summary->setObjectName(QStringLiteral("worthSummary"));
    m_summary->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(
        fontMetrics().height() / 2, fontMetrics().height() / 3, fontMetrics().height() / 2, 0);
    layout->addWidget(buildControls());
    layout->addWidget(m_summary);
    layout->addWidget(buildTable(), 1);
    endProgress();
    describe();
}

QWidget *AblationScoresPage::buildControls()
{
    auto *controls = new QWidget(this);
    m_layers = new QComboBox(controls);
    m_layers->setObjectName(QStringLiteral("worthLayer"));
    m_layers->setAccessibleName(tr("Layers to measure"));
    m_layers->setToolTip(tr("Whose maps are switched off one by one: those behind every "
                            "convolution and its activation, or those of one layer"));
    m_layers->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_measure = new QPushButton(tr("Measure"), controls);
    m_measure->setObjectName(QStringLiteral("measureWorth"));
    m_measure->setToolTip(
        tr("Ablation: each map is switched off alone while the network classifies "
           "all validation images; goes on in the background"));
    m_progress = new QProgressBar(controls);
    m_progress->setAccessibleName(tr("Images classified"));
    m_cancel = new QPushButton(tr("Cancel"), controls);
    m_cancel->setToolTip(tr("Stop measuring"));
    auto *row = new QHBoxLayout(controls);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_layers);
    row->addWidget(m_measure);
    row->addWidget(m_progress, 1);
    row->addWidget(m_cancel);
    row->addStretch();
    connect(m_measure, &QPushButton::clicked, this, [this] {
        const QString layer = m_layers->currentData().toString();
        Q_EMIT requested(layer.isEmpty() ? QStringList() : QStringList { layer });
    });
    connect(m_cancel, &QPushButton::clicked, this, &AblationScoresPage::cancelled);
    return controls;
}

QWidget *AblationScoresPage::buildTable()
{
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("worthTable"));
    m_table->setAccessibleName(tr("What each map is worth (ablation)"));
    m_table->setModel(m_sorted);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(AblationScoreModel::Accuracy, Qt::DescendingOrder);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->verticalHeader()->hide();
    m_table->setMinimumHeight(fontMetrics().height() * 9);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const auto choose = [this](const QModelIndex &index) {
        const AblationScore &score = scoreAt(index);
        Q_EMIT mapChosen(QString::fromStdString(score.layer), score.map);
    };
    connect(m_table, &QTableView::clicked, this, choose);
    connect(m_table, &QTableView::activated, this, choose);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint &position) {
        const QModelIndex index = m_table->indexAt(position);
        if (!index.isValid())
            return;
        const AblationScore &score = scoreAt(index);
        Q_EMIT menuRequested(QString::fromStdString(score.layer), score.map,
            m_table->viewport()->mapToGlobal(position));
    });
    return m_table;
}

const AblationScore &AblationScoresPage::scoreAt(const QModelIndex &index) const
{
    return m_model->score(m_sorted->mapToSource(index).row());
}

void AblationScoresPage::setLayers(const std::vector<LayerSummary> &layers)
{
    m_layers->clear();
    m_layers->addItem(tr("After all convolutions"), QString());
    // The last layer is the answer itself, and flattened values are single ones of maps.
    for (const LayerSummary &layer : layers)
        if (&layer != &layers.back() && layer.window.kind != LayerWindow::Kind::Row)
            m_layers->addItem(
                QString::fromStdString(layer.name), QString::fromStdString(layer.name));
}

void AblationScoresPage::setPossible(const QString &obstacle)
{
    m_obstacle = obstacle;
    m_measure->setEnabled(obstacle.isEmpty());
    describe();
}

void AblationScoresPage::setProgress(quint64 done, quint64 total)
{
    m_progress->setMaximum(int(total));
    m_progress->setValue(int(done));
    for (QWidget *part : std::initializer_list<QWidget *> { m_progress, m_cancel })
        part->show();
    m_measure->hide();
    m_layers->setEnabled(false);
}

void AblationScoresPage::endProgress()
{
    for (QWidget *part : std::initializer_list<QWidget *> { m_progress, m_cancel })
        part->hide();
    m_measure->show();
    m_layers->setEnabled(true);
}

void AblationScoresPage::setScores(std::shared_ptr<const AblationScores> scores, Split split)
{
    m_split = split;
    m_model->setScores(std::move(scores));
    m_table->resizeColumnsToContents();
    describe();
}

void AblationScoresPage::describe()
{
    const auto &scores = m_model->scores();
    m_table->setVisible(scores && !scores->maps.empty());
    if (!scores) {
        m_summary->setText(m_obstacle.isEmpty()
                ? tr("Each map is switched off alone, and the network classifies the validation "
                     "images without it: what gets worse is what the map is for.")
                : m_obstacle);
        return;
    }
    if (scores->maps.empty()) {
        m_summary->setText(tr("This network has no convolution: choose one of its layers."));
        return;
    }
    const QLocale locale;
    m_summary->setText(
        tr("With all maps %1 of %2 %3 are right, loss %4 (weights after batch %5). Without one "
           "map (accuracy in percentage points):")
            .arg(shareText(scores->accuracy), locale.toString(qulonglong(scores->images)),
                m_split == Split::Train ? tr("training images (there are none for validation)")
                                        : tr("validation images"),
                lossText(scores->loss), locale.toString(qlonglong(scores->model->batch))));
}

} // namespace convscope
