// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/training_panel.h"
#include "ui/charts/chart_view.h"
#include "ui/widgets/empty_state.h"
#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace convscope {

using namespace std::chrono_literals;

namespace {
constexpr int kUsualSmoothing = 90; // percent
}

TrainingPanel::TrainingPanel(RunModel &model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_stack(new QStackedWidget(this))
    , m_throttle(*this, 100ms, [this] { refresh(); })
{
    setObjectName(QStringLiteral("trainingPanel"));
    m_stack->addWidget(new EmptyState(tr("Nothing has been trained yet"),
        tr("Open a dataset, choose a model, and press ▶ Train. Loss and accuracy of every batch "
           "appear here as they happen."),
        this));
    m_stack->addWidget(buildCharts());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(&m_model, &RunModel::started, this, &TrainingPanel::restart);
    connect(&m_model, &RunModel::appended, this, [this] { m_throttle.request(); });
    setSmoothing(kUsualSmoothing);
}

QWidget *TrainingPanel::buildCharts()
{
    m_loss.view = new ChartView(tr("loss"), ChartView::Kind::Plain);
    m_loss.view->setObjectName(QStringLiteral("lossChart"));
    m_accuracy.view = new ChartView(tr("accuracy"), ChartView::Kind::Percent);
    m_accuracy.view->setObjectName(QStringLiteral("accuracyChart"));
    m_rate.view = new ChartView(tr("learning rate"), ChartView::Kind::Strip);
    m_rate.view->setObjectName(QStringLiteral("rateChart"));
    m_rate.view->setMinimumHeight(fontMetrics().height() * 6);
    m_showBaselines = new QAction(tr("Baselines"), this);
    m_showBaselines->setObjectName(QStringLiteral("actionBaselines"));
    m_showBaselines->setCheckable(true);
    m_showBaselines->setChecked(true);
    m_showBaselines->setToolTip(
        tr("Show what is reached without a network: by guessing, by always naming the most "
           "frequent class, and by size and brightness alone"));
    connect(m_showBaselines, &QAction::toggled, this, [this] { m_throttle.request(); });
    m_accuracy.view->addAction(m_showBaselines);
    m_accuracy.view->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (ChartView *view : { m_loss.view, m_accuracy.view, m_rate.view })
        for (ChartView *other : { m_loss.view, m_accuracy.view, m_rate.view })
            if (other != view)
                connect(view, &ChartView::crosshairMoved, other, &ChartView::setCrosshair);
    auto *splitter = new QSplitter(Qt::Vertical);
    for (ChartView *view : { m_loss.view, m_accuracy.view, m_rate.view })
        splitter->addWidget(view);
    splitter->setStretchFactor(0, 4);
    splitter->setStretchFactor(1, 4);
    splitter->setStretchFactor(2, 1);
    splitter->setChildrenCollapsible(true);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(buildControls());
    layout->addWidget(splitter, 1);
    return page;
}

QWidget *TrainingPanel::buildControls()
{
    auto *row = new QWidget;
    m_smoothing = new QSlider(Qt::Horizontal, row);
    m_smoothing->setObjectName(QStringLiteral("smoothingSlider"));
    m_smoothing->setRange(0, 99);
    m_smoothing->setMaximumWidth(fontMetrics().averageCharWidth() * 30);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr(
        "How much of the batches before goes into the strong line: 0 shows every batch as it was"));
    m_smoothingLabel = new QLabel(row);
    m_smoothingLabel->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("0.00 ")));
    auto *log = new QPushButton(tr("Log scale"), row);
    log->setObjectName(QStringLiteral("logScaleButton"));
    log->setCheckable(true);
    log->setToolTip(tr("Show the loss by powers of ten, so that late improvements stay visible"));
    auto *fit = new QPushButton(tr("Show all"), row);
    fit->setObjectName(QStringLiteral("fitButton"));
    fit->setToolTip(
        tr("Forget the zoom of all charts (double click in a chart does it for that one)"));
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new QLabel(tr("Smoothing"), row));
    layout->addWidget(m_smoothing);
    layout->addWidget(m_smoothingLabel);
    layout->addStretch();
    layout->addWidget(log);
    layout->addWidget(fit);
    connect(m_smoothing, &QSlider::valueChanged, this, &TrainingPanel::setSmoothing);
    connect(log, &QPushButton::toggled, this, [this](bool on) { m_loss.view->setLogScale(on); });
    auto *baselines = new QToolButton(row);
    baselines->setObjectName(QStringLiteral("baselinesButton"));
    baselines->setDefaultAction(m_showBaselines);
    layout->insertWidget(layout->indexOf(log), baselines);
    connect(fit, &QPushButton::clicked, this, [this] {
        for (const Curve *curve : { &m_loss, &m_accuracy, &m_rate })
            curve->view->fit();
    });
    return row;
}

void TrainingPanel::restart()
{
    m_stack->setCurrentIndex(1);
    m_batchesTaken = m_epochsTaken = 0;
    m_epochEnds.clear();
    for (Curve *curve : { &m_loss, &m_accuracy, &m_rate }) {
        curve->batches.clear();
        curve->validation.clear();
        curve->best.reset();
        curve->view->fit();
    }
    setSmoothing(m_smoothing->value());
}

void TrainingPanel::setSmoothing(int percent)
{
    m_smoothing->setValue(percent);
    m_smoothingLabel->setText(QLocale().toString(percent / 100.0, 'f', 2));
    for (Curve *curve : { &m_loss, &m_accuracy }) {
        curve->smoother = Smoother(percent / 100.0);
        curve->smoothed.clear();
        for (const CurvePoint &point : curve->batches)
            curve->smoothed.push_back({ point.x, curve->smoother.next(point.y) });
    }
    m_throttle.request();
}

// Only what came since the last time is worked on.
void TrainingPanel::takeNew()
{
    const auto &batches = m_model.batches();
    const auto add = [](Curve &curve, double x, double y) {
        curve.batches.push_back({ x, y });
        curve.smoothed.push_back({ x, curve.smoother.next(y) });
    };
    for (; m_batchesTaken < batches.size(); ++m_batchesTaken) {
        const BatchReport &report = batches[m_batchesTaken];
        const auto x = double(report.batch);
        add(m_loss, x, report.loss);
        add(m_accuracy, x, report.accuracy * 100);
        m_rate.batches.push_back({ x, report.learningRate });
    }
    const auto &epochs = m_model.epochs();
    for (; m_epochsTaken < epochs.size(); ++m_epochsTaken) {
        const EpochReport &report = epochs[m_epochsTaken];
        const auto x = double(report.batch);
        m_epochEnds.push_back(x);
        if (!report.valLoss)
            continue;
        m_loss.validation.push_back({ x, *report.valLoss });
        m_accuracy.validation.push_back({ x, *report.valAccuracy * 100 });
        if (report.best) {
            m_loss.best = m_loss.validation.back();
            m_accuracy.best = m_accuracy.validation.back();
        }
    }
}

void TrainingPanel::refresh()
{
    takeNew();
    for (const Curve *curve : { &m_loss, &m_accuracy, &m_rate })
        curve->view->setData({ curve->batches, curve->smoothed, curve->validation, m_epochEnds,
            curve->best, double(m_model.batchesTotal()),
            curve == &m_accuracy && m_showBaselines->isChecked() ? m_baselines
                                                                 : std::vector<Baseline>() });
}

void TrainingPanel::setBaselines(const std::optional<Baselines> &baselines)
{
    m_baselines.clear();
    if (baselines)
        m_baselines = { { tr("guessing"), baselines->chance * 100 },
            { tr("most frequent class"), baselines->majority * 100 },
            { tr("size and brightness alone"), baselines->centroid * 100 } };
    m_throttle.request();
}

void TrainingPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_throttle.shown();
}

void TrainingPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_loss.view)
        for (const Curve *curve : { &m_loss, &m_accuracy, &m_rate })
            curve->view->followTheme();
}

} // namespace convscope
