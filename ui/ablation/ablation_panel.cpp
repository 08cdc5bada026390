// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ablation/ablation_panel.h"
#include "ui/ablation/ablation_score_model.h"
#include "ui/ablation/top_activation_items.h"
#include "ui/images/image_strip.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/message_bar.h"
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

AblationPanel::AblationPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new AblationScoreModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_message(new MessageBar(this))
    , m_tabs(new QTabWidget(this))
{
    setObjectName(QStringLiteral("surgeryPanel"));
    setAccessibleName(tr("What single maps do"));
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(AblationScoreModel::kSortRole);
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(QStringLiteral("surgeryTabs"));
    m_tabs->addTab(buildAblationScoresPage(), tr("What each map is worth (ablation)"));
    m_tabs->addTab(buildTopActivationsPage(), tr("Strongest answers (top activations)"));
    auto *close = new QToolButton(m_tabs);
    close->setText(QStringLiteral("✕"));
    close->setAutoRaise(true);
    close->setAccessibleName(tr("Close"));
    close->setToolTip(tr("Close; what was measured stays"));
    m_tabs->setCornerWidget(close);
    connect(close, &QToolButton::clicked, this, &AblationPanel::closed);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_message);
    layout->addWidget(m_tabs, 1);
    endAblationScores();
    describeScores();
}

QWidget *AblationPanel::buildAblationScoresPage()
{
    auto *page = new QWidget(m_tabs);
    m_summary = new QLabel(page);
    m_summary->setObjectName(QStringLiteral("worthSummary"));
    m_summary->setWordWrap(true);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(
        fontMetrics().height() / 2, fontMetrics().height() / 3, fontMetrics().height() / 2, 0);
    layout->addWidget(buildAblationScoresControls(page));
    layout->addWidget(m_summary);
    layout->addWidget(buildTable(page), 1);
    return page;
}

QWidget *AblationPanel::buildAblationScoresControls(QWidget *page)
{
    auto *controls = new QWidget(page);
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
        m_message->clear();
        const QString layer = m_layers->currentData().toString();
        Q_EMIT ablationScoresRequested(layer.isEmpty() ? QStringList() : QStringList { layer });
    });
    connect(m_cancel, &QPushButton::clicked, this, &AblationPanel::ablationScoresCancelled);
    return controls;
}

QWidget *AblationPanel::buildTable(QWidget *page)
{
    m_table = new QTableView(page);
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
        const AblationScore &score = m_model->score(rowAt(index));
        Q_EMIT mapChosen(QString::fromStdString(score.layer), score.map);
    };
    connect(m_table, &QTableView::clicked, this, choose);
    connect(m_table, &QTableView::activated, this, choose);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint &position) {
        const QModelIndex index = m_table->indexAt(position);
        if (!index.isValid())
            return;
        const AblationScore &score = m_model->score(rowAt(index));
        Q_EMIT menuRequested(QString::fromStdString(score.layer), score.map,
            m_table->viewport()->mapToGlobal(position));
    });
    return m_table;
}

QWidget *AblationPanel::buildTopActivationsPage()
{
    auto *page = new QWidget(m_tabs);
    m_strip = new ImageStrip(1, page);
    m_strip->grid().setObjectName(QStringLiteral("excitingGrid"));
    m_strip->grid().setAccessibleName(tr("Training images with the map's strongest answers"));
    m_by = new QComboBox(m_strip);
    m_by->setObjectName(QStringLiteral("excitedBy"));
    m_by->addItem(tr("by the highest value"), int(ActivationMeasure::Highest));
    m_by->addItem(tr("by the mean"), int(ActivationMeasure::Mean));
    m_by->setAccessibleName(tr("How the strength of an answer is measured"));
    m_by->setToolTip(tr("The highest value of the map finds a pattern wherever it is in the "
                        "image; the mean finds images that are full of it"));
    m_strip->addControl(m_by);
    m_strip->setHeading(tr("Right-click a map and choose “Strongest answers (top activations)”"));
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(
        fontMetrics().height() / 2, fontMetrics().height() / 3, fontMetrics().height() / 2, 0);
    layout->addWidget(m_strip);
    layout->addStretch();
    connect(m_by, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_request)
            return;
        m_request->by = static_cast<ActivationMeasure>(m_by->currentData().toInt());
        Q_EMIT topActivationsRequested(*m_request);
    });
    connect(m_strip, &ImageStrip::cancelRequested, this, &AblationPanel::topActivationsCancelled);
    connect(m_strip, &ImageStrip::imageChosen, this, [this](int row) {
        const auto &image = m_found->found.images[std::size_t(row)];
        Q_EMIT sampleChosen(m_found->set.samples[image.index]);
    });
    return page;
}

int AblationPanel::rowAt(const QModelIndex &index) const
{
    return m_sorted->mapToSource(index).row();
}

void AblationPanel::setLayers(const std::vector<LayerSummary> &layers)
{
    m_layers->clear();
    m_layers->addItem(tr("Behind all convolutions"), QString());
    // The last layer is the answer itself, and flattened values are single ones of maps.
    for (const LayerSummary &layer : layers)
        if (&layer != &layers.back() && layer.window.kind != LayerWindow::Kind::Row)
            m_layers->addItem(
                QString::fromStdString(layer.name), QString::fromStdString(layer.name));
}

void AblationPanel::setPossible(const QString &obstacle)
{
    m_obstacle = obstacle;
    m_measure->setEnabled(obstacle.isEmpty());
    describeScores();
}

void AblationPanel::showAblationScores()
{
    m_tabs->setCurrentIndex(0);
}

void AblationPanel::setAblationScoresProgress(quint64 done, quint64 total)
{
    m_progress->setMaximum(int(total));
    m_progress->setValue(int(done));
    for (QWidget *part : std::initializer_list<QWidget *> { m_progress, m_cancel })
        part->show();
    m_measure->hide();
    m_layers->setEnabled(false);
}

void AblationPanel::endAblationScores()
{
    for (QWidget *part : std::initializer_list<QWidget *> { m_progress, m_cancel })
        part->hide();
    m_measure->show();
    m_layers->setEnabled(true);
}

void AblationPanel::setScores(std::shared_ptr<const AblationScores> scores, Split split)
{
    m_split = split;
    m_model->setScores(std::move(scores));
    m_table->resizeColumnsToContents();
    describeScores();
}

void AblationPanel::describeScores()
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
           "map, in points of 100:")
            .arg(shareText(scores->accuracy), locale.toString(qulonglong(scores->images)),
                m_split == Split::Train ? tr("training images (there are none for validation)")
                                        : tr("validation images"),
                lossText(scores->loss), locale.toString(qlonglong(scores->model->batch))));
}

void AblationPanel::showError(const QString &sentence)
{
    m_message->showError(sentence);
}

void AblationPanel::showTopActivations(const QString &title, const TopActivationsRequest &request)
{
    m_message->clear();
    m_topActivationsTitle = title;
    m_request = request;
    m_request->by = static_cast<ActivationMeasure>(m_by->currentData().toInt());
    m_tabs->setCurrentIndex(1);
    Q_EMIT topActivationsRequested(*m_request);
}

void AblationPanel::setTopActivationsProgress(quint64 done, quint64 total)
{
    m_strip->setProgress(done, total);
}

void AblationPanel::endTopActivations()
{
    m_strip->endProgress();
}

void AblationPanel::setTopActivations(std::shared_ptr<const FoundActivations> found)
{
    m_found = std::move(found);
    m_strip->setHeading(topActivationsHeading(*m_found, m_topActivationsTitle));
    m_strip->setItems(topActivationItems(*m_found));
}

void AblationPanel::clear()
{
    m_message->clear();
    m_found.reset();
    m_request.reset();
    m_strip->setItems({});
    m_strip->setHeading(tr("Right-click a map and choose “Strongest answers (top activations)”"));
    setScores(nullptr, Split::Validation);
}

} // namespace convscope
