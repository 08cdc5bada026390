// SPDX-License-Identifier: GPL-3.0-or-later
// How the panel is built; what its charts show is in training_panel_charts.cpp.
#include "ui/training/training_panel.h"
#include "ui/charts/axis_text.h"
#include "ui/charts/curve_readout.h"
#include "ui/kit/empty_state.h"
#include "ui/kit/flow_layout.h"
#include "ui/training/curve_table.h"
#include "ui/training/run_charts.h"
#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

using namespace std::chrono_literals;

namespace {
constexpr int kUsualSmoothing = 90; // percent
}

TrainingPanel::TrainingPanel(RunModel &model, QWidget *parent)
    : QWidget(parent)
    , m_content(model)
    , m_stack(new QStackedWidget(this))
    , m_table(new CurveTable(model.batches(), model.epochs(), m_content.curves(), this))
    , m_throttle(*this, 100ms, [this] { refresh(); })
{
    setObjectName(QStringLiteral("trainingPanel"));
    buildActions();
    m_stack->addWidget(new EmptyState(tr("There is no run to show"),
        tr("With a dataset open and a model chosen, press ▶ Train. Loss and accuracy of every "
           "batch "
           "appear here as they happen."),
        this));
    m_stack->addWidget(buildStack());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(&model, &RunModel::started, this, &TrainingPanel::restart);
    connect(&model, &RunModel::appended, this, [this] { m_throttle.request(); });
    setSmoothing(kUsualSmoothing);
}

RunCharts *TrainingPanel::buildCharts()
{
    m_charts = new RunCharts;
    m_charts->addMenu(m_exportActions, m_showBaselines);
    connect(m_charts, &RunCharts::pointClicked, this, &TrainingPanel::choose);
    connect(m_charts, &RunCharts::crosshairMoved, this, [this](std::optional<double> x) {
        m_crosshair = x;
        showReading();
    });
    return m_charts;
}

QWidget *TrainingPanel::buildStack()
{
    m_readout = new CurveReadout;
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
    m_views = new QStackedWidget;
    m_views->addWidget(buildCharts());
    m_views->addWidget(table);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(buildControls());
    layout->addWidget(m_readout);
    layout->addWidget(m_views, 1);
    return page;
}

void TrainingPanel::buildActions()
{
    const auto add = [&](const QString &text, const char *name, const QString &tip) {
        auto *action = new QAction(text, this);
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        action->setToolTip(tip);
        connect(action, &QAction::toggled, action, [action, text](bool on) { // in every theme
            action->setText(on ? QStringLiteral("✓ ") + text : text);
        });
        return action;
    };
    m_showBaselines = add(tr("Baselines"), "actionBaselines",
        tr("Show what is reached without a network: by guessing, by always naming the most "
           "frequent class, and by size and colours alone"));
    m_showBaselines->setChecked(true);
    connect(m_showBaselines, &QAction::toggled, this, [this] { m_throttle.request(); });
    m_showLayers = add(tr("Layers"), "actionLayers",
        tr("Show how each layer fares, from now on: the length of its gradient, and the share of a "
           "ReLU's maps that stay at zero for a whole batch (dead ones do not learn). Takes a "
           "little time while it is on."));
    connect(m_showLayers, &QAction::toggled, this, [this](bool on) {
        m_charts->setLayersVisible(on);
        Q_EMIT layersRequested(on);
        m_throttle.request();
    });
    m_log = add(tr("Log scale"), "actionLogScale",
        tr("Show the loss by powers of ten, so that late improvements stay visible"));
    connect(m_log, &QAction::toggled, this, [this](bool on) { m_charts->setLogScale(on); });
    m_showTable = add(tr("Table"), "actionCurveTable",
        tr("Show the figures behind the charts as a table, a row a batch"));
    connect(m_showTable, &QAction::toggled, this, [this](bool on) {
        m_views->setCurrentIndex(on);
        m_throttle.request();
    });
    const auto addExport = [&](const QString &text, const char *name, auto &&what) {
        auto *action = new QAction(text, this);
        action->setObjectName(QLatin1String(name));
        action->setEnabled(false); // nothing is there yet
        connect(action, &QAction::triggered, this, what);
        m_exportActions << action;
    };
    addExport(tr("Charts as an image (*.png)…"), "actionChartPng",
        [this] { askAndSave(QStringLiteral("png")); });
    addExport(tr("Charts as a drawing (*.svg)…"), "actionChartSvg",
        [this] { askAndSave(QStringLiteral("svg")); });
    addExport(tr("Charts as a page (*.pdf)…"), "actionChartPdf",
        [this] { askAndSave(QStringLiteral("pdf")); });
    addExport(
        tr("All figures of the run (*.csv)…"), "actionChartCsv", [this] { askAndSaveTable(); });
    addExport(tr("Copy the charts"), "actionCopyChart", [this] { copyImage(); });
    addExport(tr("Copy the figures shown"), "actionCopyFigures", [this] { copyTable(); });
}

QToolButton *TrainingPanel::buttonOf(QAction *action, const char *name)
{
    auto *button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setDefaultAction(action);
    return button;
}

QWidget *TrainingPanel::buildSmoothing()
{
    auto *group = new QWidget;
    m_smoothing = new QSlider(Qt::Horizontal, group);
    m_smoothing->setObjectName(QStringLiteral("smoothingSlider"));
    m_smoothing->setRange(0, 99);
    m_smoothing->setFixedWidth(fontMetrics().averageCharWidth() * 18);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr(
        "How much of the batches before goes into the strong line: 0 shows every batch as it was"));
    m_smoothingLabel = new QLabel(group);
    m_smoothingLabel->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("0.00 ")));
    auto *layout = new QHBoxLayout(group);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new QLabel(tr("Smoothing"), group));
    layout->addWidget(m_smoothing);
    layout->addWidget(m_smoothingLabel);
    connect(m_smoothing, &QSlider::valueChanged, this, &TrainingPanel::setSmoothing);
    return group;
}

QWidget *TrainingPanel::buildControls()
{
    auto *row = new QWidget;
    m_axis = new QComboBox;
    m_axis->setObjectName(QStringLiteral("axisCombo"));
    m_axis->setAccessibleName(tr("What the charts lie over"));
    m_axis->setToolTip(
        tr("What the charts lie over: batches, epochs, or the time trained, without pauses"));
    m_axis->addItems({ tr("by batch"), tr("by epoch"), tr("by time") });
    connect(m_axis, &QComboBox::currentIndexChanged, this, &TrainingPanel::setAxis);
    auto *fit = new QAction(tr("Show all"), this);
    fit->setToolTip(tr("Forget the zoom of all charts (a double click or F in a chart does too)"));
    connect(fit, &QAction::triggered, m_charts, &RunCharts::fit);
    auto *menu = new QMenu(row);
    menu->addActions(m_exportActions);
    auto *save = new QToolButton;
    save->setObjectName(QStringLiteral("chartExportButton"));
    save->setText(tr("Save charts"));
    save->setToolTip(tr("Save or copy the charts and their figures"));
    save->setMenu(menu);
    save->setPopupMode(QToolButton::InstantPopup);
    auto *layout = new FlowLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : std::initializer_list<QWidget *> { buildSmoothing(), m_axis,
             buttonOf(m_log, "logScaleButton"), buttonOf(m_showBaselines, "baselinesButton"),
             buttonOf(m_showLayers, "layersButton"), buttonOf(m_showTable, "tableButton"),
             buttonOf(fit, "fitButton"), save })
        layout->addWidget(widget);
    return row;
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
