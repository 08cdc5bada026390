// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/chart_controls.h"
#include "ui/kit/flow_layout.h"
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QSlider>
#include <QToolButton>

namespace convscope {

namespace {
constexpr int kUsualSmoothing = 90; // percent
}

ChartControls::ChartControls(const QList<QAction *> &files, QWidget *parent)
    : QWidget(parent)
    , m_logScale(addSwitch(tr("Log scale"), "actionLogScale",
          tr("Show the loss by powers of ten, so that late improvements stay visible")))
    , m_baselines(addSwitch(tr("Baselines"), "actionBaselines",
          tr("Show what is reached without a network: by guessing, by always naming the most "
             "frequent class, and by size and colours alone")))
    , m_layers(addSwitch(tr("Layers"), "actionLayers",
          tr("Show how each layer fares, from now on: the length of its gradient, and the share of "
             "a ReLU's maps that stay at zero for a whole batch (dead ones do not learn). Takes a "
             "little time while it is on.")))
    , m_table(addSwitch(tr("Table"), "actionCurveTable",
          tr("Show the figures behind the charts as a table, a row a batch")))
    , m_fit(new QAction(tr("Show all"), this))
{
    m_baselines->setChecked(true);
    m_fit->setToolTip(
        tr("Forget the zoom of all charts (a double click or F in a chart does too)"));
    auto *layout = new FlowLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : std::initializer_list<QWidget *> { buildSmoothing(), buildAxis(),
             buttonOf(m_logScale, "logScaleButton"), buttonOf(m_baselines, "baselinesButton"),
             buttonOf(m_layers, "layersButton"), buttonOf(m_table, "tableButton"),
             buttonOf(m_fit, "fitButton"), buildSaving(files) })
        layout->addWidget(widget);
}

QAction *ChartControls::addSwitch(const QString &text, const char *name, const QString &tip)
{
    auto *action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setCheckable(true);
    action->setToolTip(tip);
    connect(action, &QAction::toggled, action, [action, text](bool on) { // in every theme
        action->setText(on ? QStringLiteral("✓ ") + text : text);
    });
    return action;
}

QToolButton *ChartControls::buttonOf(QAction *action, const char *name)
{
    auto *button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setDefaultAction(action);
    return button;
}

QWidget *ChartControls::buildSmoothing()
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
    connect(m_smoothing, &QSlider::valueChanged, this, &ChartControls::tellSmoothing);
    m_smoothing->setValue(kUsualSmoothing);
    return group;
}

QComboBox *ChartControls::buildAxis()
{
    auto *axis = new QComboBox;
    axis->setObjectName(QStringLiteral("axisCombo"));
    axis->setAccessibleName(tr("What the charts lie over"));
    axis->setToolTip(
        tr("What the charts lie over: batches, epochs, or the time trained, without pauses"));
    axis->addItems({ tr("by batch"), tr("by epoch"), tr("by time") });
    connect(axis, &QComboBox::currentIndexChanged, this,
        [this](int index) { Q_EMIT axisChanged(CurveAxis(index)); });
    return axis;
}

QToolButton *ChartControls::buildSaving(const QList<QAction *> &files)
{
    auto *menu = new QMenu(this);
    menu->addActions(files);
    auto *save = new QToolButton;
    save->setObjectName(QStringLiteral("chartExportButton"));
    save->setText(tr("Save charts"));
    save->setToolTip(tr("Save or copy the charts and their figures"));
    save->setMenu(menu);
    save->setPopupMode(QToolButton::InstantPopup);
    return save;
}

double ChartControls::smoothing() const
{
    return m_smoothing->value() / 100.0;
}

void ChartControls::tellSmoothing()
{
    m_smoothingLabel->setText(QLocale().toString(smoothing(), 'f', 2));
    Q_EMIT smoothingChanged();
}

} // namespace convscope
