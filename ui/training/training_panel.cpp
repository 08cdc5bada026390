// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/training_panel.h"
#include "ui/charts/curve_readout.h"
#include "ui/kit/empty_state.h"
#include "ui/training/chart_controls.h"
#include "ui/training/chart_files.h"
#include "ui/training/curve_table.h"
#include "ui/training/run_charts.h"
#include <QEvent>
#include <QHeaderView>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <cmath>

namespace convscope {

using namespace std::chrono_literals;

TrainingPanel::TrainingPanel(RunModel &model, QWidget *parent)
    : QWidget(parent)
    , m_content(model)
    , m_table(new CurveTable(model.batches(), model.epochs(), m_content.curves(), this))
    , m_charts(new RunCharts)
    , m_files(new ChartFiles(m_content, *m_charts, this))
    , m_controls(new ChartControls(m_files->actions()))
    , m_readout(new CurveReadout)
    , m_stack(new QStackedWidget(this))
    , m_views(new QStackedWidget)
    , m_throttle(*this, 100ms, [this] { refresh(); })
{
    setObjectName(QStringLiteral("trainingPanel"));
    m_charts->addMenu(m_files->actions(), &m_controls->baselines());
    m_stack->addWidget(new EmptyState(tr("There is no run to show"),
        tr("With a dataset open and a model chosen, press ▶ Train. Loss and accuracy of every "
           "batch "
           "appear here as they happen."),
        this));
    m_stack->addWidget(buildPage());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connectControls();
    connect(m_charts, &RunCharts::pointClicked, this, &TrainingPanel::choose);
    connect(m_charts, &RunCharts::crosshairMoved, this, [this](std::optional<double> x) {
        m_crosshair = x;
        showReading();
    });
    connect(&model, &RunModel::started, this, &TrainingPanel::restart);
    connect(&model, &RunModel::appended, this, [this] { m_throttle.request(); });
    followSmoothing();
}

QWidget *TrainingPanel::buildPage()
{
    m_views->addWidget(m_charts);
    m_views->addWidget(buildTable());
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(m_controls);
    layout->addWidget(m_readout);
    layout->addWidget(m_views, 1);
    return page;
}

QTableView *TrainingPanel::buildTable()
{
    auto *table = new QTableView;
    table->setObjectName(QStringLiteral("curveTable"));
    table->setAccessibleName(tr("The figures behind the charts"));
    table->setModel(m_table);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    connect(table, &QTableView::activated, this, [this](const QModelIndex &index) {
        choose(m_content.curves().xOf(std::size_t(index.row())));
    });
    return table;
}

void TrainingPanel::connectControls()
{
    connect(m_controls, &ChartControls::smoothingChanged, this, &TrainingPanel::followSmoothing);
    connect(m_controls, &ChartControls::axisChanged, this, &TrainingPanel::setAxis);
    connect(&m_controls->logScale(), &QAction::toggled, m_charts, &RunCharts::setLogScale);
    connect(&m_controls->fit(), &QAction::triggered, m_charts, &RunCharts::fit);
    connect(&m_controls->baselines(), &QAction::toggled, this, [this] { m_throttle.request(); });
    connect(&m_controls->layers(), &QAction::toggled, this, [this](bool on) {
        m_charts->setLayersVisible(on);
        Q_EMIT layersRequested(on);
        m_throttle.request();
    });
    connect(&m_controls->table(), &QAction::toggled, this, [this](bool on) {
        m_views->setCurrentIndex(on);
        m_throttle.request();
    });
}

void TrainingPanel::restart()
{
    const bool hasRun = m_content.run().batchesTotal() > 0;
    m_stack->setCurrentIndex(hasRun || !m_content.overlays().empty() ? 1 : 0);
    m_files->setEnabled(hasRun);
    m_selected.reset();
    m_crosshair.reset();
    m_content.restart();
    m_table->restart();
    m_charts->clear(); // what they looked at is gone
    if (m_controls->layers().isChecked())
        Q_EMIT layersRequested(true); // of the new run too
    m_throttle.request();
}

void TrainingPanel::followSmoothing()
{
    m_content.setSmoothing(m_controls->smoothing());
    m_table->smoothingChanged();
    m_throttle.request();
}

void TrainingPanel::setAxis(CurveAxis axis)
{
    m_content.setAxis(axis);
    m_crosshair.reset();
    refresh();
    selectBatch(m_selected);
}

void TrainingPanel::setBaselines(const std::optional<Baselines> &baselines)
{
    m_content.setBaselines(baselines);
    m_throttle.request();
}

void TrainingPanel::setOverlays(std::vector<OverlayRun> overlays)
{
    const auto before = m_content.exchangeOverlays(std::move(overlays));
    if (!m_content.overlays().empty())
        m_stack->setCurrentIndex(1);
    refresh(); // the charts let go of those before, which end now
}

void TrainingPanel::refresh()
{
    m_content.takeNew();
    m_table->takeNew();
    m_charts->showRun(m_content.shown(m_controls->baselines().isChecked()));
    m_charts->setLayerTexts(m_content.whyNoLayers(), m_content.whyNoDeadLayers());
    m_charts->showLayers(m_content.frame(),
        m_controls->layers().isChecked() ? m_content.layers() : std::vector<LayerCurves>());
    showReading();
}

void TrainingPanel::showReading()
{
    m_readout->setReading(m_content.curves().at(m_crosshair.value_or(HUGE_VAL)));
}

void TrainingPanel::choose(double x)
{
    if (const auto reading = m_content.curves().at(x)) {
        selectBatch(reading->batch->batch);
        Q_EMIT batchChosen(reading->batch->batch);
    }
}

void TrainingPanel::selectBatch(std::optional<std::int64_t> batch)
{
    m_selected = batch;
    m_charts->setSelected(
        batch ? std::optional(m_content.curves().xOfBatch(*batch)) : std::nullopt);
}

void TrainingPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_throttle.shown();
}

void TrainingPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_throttle.request(); // for the colours of other runs and of layers
}

} // namespace convscope
