// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/maps/maps_controls.h"
#include "ui/kit/flow_layout.h"
#include "ui/kit/named.h"
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>
#include <array>
#include <chrono>

namespace convscope {

using namespace std::chrono_literals;

namespace {

constexpr auto kCostEvery = 1s, kCostEnds = 3s;
constexpr std::array kRates { 0.0, 1.0, 2.0, 5.0, 10.0 };

/// Pressed or not is hard to tell by shade alone, the more so in the dark.
void showTick(QToolButton &button, const QString &name)
{
    button.setText(button.isChecked() ? QStringLiteral("✓ ") + name : name);
    button.setAccessibleName(name);
}

/// A control with its name before it, that stays together when the line is broken.
QWidget *withName(const QString &name, QWidget *control, QWidget *parent)
{
    auto *pair = new QWidget(parent);
    auto *layout = new QHBoxLayout(pair);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(name, pair);
    label->setBuddy(control);
    layout->addWidget(label);
    layout->addWidget(control);
    return pair;
}

} // namespace

MapsControls::MapsControls(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new FlowLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(buildUnfold());
    layout->addWidget(buildFilters());
    layout->addWidget(buildShow());
    layout->addWidget(buildScale());
    layout->addWidget(buildLive());
    layout->addWidget(buildSave());
    m_costLabel = new QLabel(this);
    m_costLabel->setObjectName(QStringLiteral("lookCost"));
    m_costLabel->setForegroundRole(QPalette::PlaceholderText);
    m_costLabel->setMinimumHeight(m_rate->sizeHint().height()); // in line with the controls
    // Nothing moves when it comes and goes.
    m_costLabel->setMinimumWidth(
        fontMetrics().horizontalAdvance(inShort({ .looks = 1, .computing = 0.01, .share = 0.01 })));
    layout->addWidget(m_costLabel);
    m_endTimer.setSingleShot(true);
    m_endTimer.setInterval(kCostEnds);
    connect(&m_endTimer, &QTimer::timeout, this, [this] {
        m_costLabel->clear();
        m_cost = {};
        m_sinceCost.invalidate();
    });
}

QWidget *MapsControls::buildUnfold()
{
    m_unfold = new QToolButton(this);
    m_unfold->setObjectName(QStringLiteral("unfoldButton"));
    m_unfold->setCheckable(true);
    showTick(*m_unfold, tr("Unfold block"));
    m_unfold->setToolTip(tr("Shows each map with what the next layers make of it, side by side: "
                            "convolution, activation, pooling.<br>For other layers, click one "
                            "of them above with Shift held down."));
    connect(m_unfold, &QToolButton::toggled, this, [this](bool on) {
        showTick(*m_unfold, tr("Unfold block"));
        Q_EMIT unfoldToggled(on);
    });
    return m_unfold;
}

QWidget *MapsControls::buildFilters()
{
    m_filters = new QToolButton(this);
    m_filters->setObjectName(QStringLiteral("filtersButton"));
    m_filters->setCheckable(true);
    m_filters->setChecked(true);
    showTick(*m_filters, tr("Filters"));
    m_filters->setToolTip(tr("Shows the weights of the convolution beside its maps"));
    connect(m_filters, &QToolButton::toggled, this, [this] {
        m_filtersTouched = true;
        showTick(*m_filters, tr("Filters"));
    });
    connect(m_filters, &QToolButton::toggled, this, &MapsControls::filtersToggled);
    return m_filters;
}

QWidget *MapsControls::buildShow()
{
    m_show = new QComboBox(this);
    m_show->setObjectName(QStringLiteral("quantityCombo"));
    m_show->setAccessibleName(tr("What is shown of the maps"));
    m_show->setToolTip(tr("The values of the maps, or the gradients of a class's score: how much "
                          "the score would rise if the value were a little larger"));
    m_show->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_show->setMinimumContentsLength(10);
    m_show->addItem(tr("values"));
    connect(
        m_show, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT scoreRequested(score()); });
    return withName(tr("Show:"), m_show, this);
}

QWidget *MapsControls::buildScale()
{
    m_scale = new QComboBox(this);
    m_scale->setObjectName(QStringLiteral("scaleCombo"));
    m_scale->addItem(tr("per map"), static_cast<int>(MapScale::PerMap));
    m_scale->addItem(tr("per layer"), static_cast<int>(MapScale::PerLayer));
    m_scale->addItem(tr("over all layers"), static_cast<int>(MapScale::OverAll));
    m_scale->setCurrentIndex(1);
    m_scale->setAccessibleName(tr("Colour scale"));
    m_scale->setToolTip(
        tr("Which values share a colour scale; the values in the tooltips never depend on it"));
    connect(m_scale, &QComboBox::currentIndexChanged, this, &MapsControls::changed);
    return withName(tr("Colours:"), m_scale, this);
}

QWidget *MapsControls::buildLive()
{
    m_rate = new QComboBox(this);
    m_rate->setObjectName(QStringLiteral("liveCombo"));
    m_rate->setAccessibleName(tr("How often the maps follow the training"));
    m_rate->setToolTip(tr("How often the newest weights are looked at while the network learns; "
                          "what it costs is shown beside"));
    for (const double rate : kRates) {
        m_rate->addItem(rate > 0 ? tr("%1/s").arg(locale().toString(rate)) : tr("off"), rate);
        if (rate == kFirstRate)
            m_rate->setCurrentIndex(m_rate->count() - 1);
    }
    connect(
        m_rate, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT rateRequested(rate()); });
    return withName(tr("Live:"), m_rate, this);
}

QWidget *MapsControls::buildSave()
{
    auto *save = named(new QToolButton(this), QStringLiteral("saveMapsButton"), tr("Save maps"),
        tr("Save the values of the maps, as images or as arrays for NumPy"));
    save->setText(tr("Save maps"));
    save->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(save);
    const auto add = [&](const char *name, const QString &text, MapsFile file) {
        QAction *action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, [this, file] { Q_EMIT saveRequested(file); });
        m_saveActions << action;
    };
    add("actionMapImage", tr("Maps of the layer as an image (*.png)…"), { false, false });
    add("actionMapArrays", tr("Maps of the layer as arrays (*.npz)…"), { false, true });
    add("actionAllMapImages", tr("Maps of all layers as images (folder)…"), { true, false });
    add("actionAllMapArrays", tr("Maps of all layers as arrays (*.npz)…"), { true, true });
    save->setMenu(menu);
    setCanSave(false);
    return save;
}

void MapsControls::setCanSave(bool can)
{
    for (QAction *action : m_saveActions)
        action->setEnabled(can);
}

MapScale MapsControls::scale() const
{
    return static_cast<MapScale>(m_scale->currentData().toInt());
}

bool MapsControls::isUnfolded() const
{
    return m_unfold->isChecked();
}

bool MapsControls::showsFilters() const
{
    return m_filters->isChecked();
}

void MapsControls::suggestFilters(bool shown)
{
    const QSignalBlocker quiet(m_filters);
    if (!m_filtersTouched)
        m_filters->setChecked(shown);
    showTick(*m_filters, tr("Filters"));
}

void MapsControls::setUnfolded(bool unfolded)
{
    const QSignalBlocker quiet(m_unfold);
    m_unfold->setChecked(unfolded);
    showTick(*m_unfold, tr("Unfold block"));
}

void MapsControls::setClasses(const QStringList &classes)
{
    if (classes == m_classes)
        return;
    m_classes = classes;
    const bool hadScore = score() >= 0;
    {
        const QSignalBlocker quiet(m_show);
        m_show->clear();
        m_show->addItem(tr("values"));
        for (const QString &name : classes)
            m_show->addItem(tr("gradients of %1").arg(name));
    }
    if (hadScore)
        Q_EMIT scoreRequested(-1);
}

int MapsControls::score() const
{
    return m_show->currentIndex() - 1;
}

double MapsControls::rate() const
{
    return m_rate->currentData().toDouble();
}

void MapsControls::showCost()
{
    m_endTimer.start();
    if (!m_sinceCost.isValid()) { // the first inspection after a pause; what comes now counts
        m_sinceCost.start();
        m_cost = {};
    }
    if (m_sinceCost.elapsed() < std::chrono::milliseconds(kCostEvery).count())
        return;
    const double seconds = double(m_sinceCost.restart()) / 1e3;
    if (const auto cost = m_cost.take(seconds)) {
        m_costLabel->setText(inShort(*cost));
        m_costLabel->setToolTip(inFull(*cost));
    }
}

} // namespace convscope
