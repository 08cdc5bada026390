// SPDX-License-Identifier: GPL-3.0-or-later
// What the charts of the panel show.
#include "ui/charts/axis_text.h"
#include "ui/charts/curve_readout.h"
#include "ui/training/curve_table.h"
#include "ui/training/run_charts.h"
#include "ui/training/training_panel.h"
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QSlider>
#include <QStackedWidget>

namespace convscope {

void TrainingPanel::restart()
{
    const bool hasRun = m_content.run().batchesTotal() > 0;
    m_stack->setCurrentIndex(hasRun || !m_content.overlays().empty() ? 1 : 0);
    for (QAction *action : m_exportActions)
        action->setEnabled(hasRun);
    m_selected.reset();
    m_crosshair.reset();
    m_content.restart();
    m_table->restart();
    m_charts->clear(); // what they looked at is gone
    if (showsLayers())
        Q_EMIT layersRequested(true); // of the new run too
    m_throttle.request();
}

double TrainingPanel::smoothing() const
{
    return m_smoothing->value() / 100.0;
}

void TrainingPanel::setSmoothing(int percent)
{
    m_smoothing->setValue(percent);
    m_smoothingLabel->setText(QLocale().toString(percent / 100.0, 'f', 2));
    m_content.setSmoothing(percent / 100.0);
    m_table->smoothingChanged();
    m_throttle.request();
}

void TrainingPanel::setAxis(int index)
{
    m_content.setAxis(CurveAxis(index));
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
    m_charts->showRun(m_content.shown(m_showBaselines->isChecked()));
    m_charts->setLayerTexts(m_content.whyNoLayers(), m_content.whyNoDeadLayers());
    m_charts->showLayers(
        m_content.frame(), showsLayers() ? m_content.layers() : std::vector<LayerCurves>());
    showReading();
}

bool TrainingPanel::showsLayers() const
{
    return m_showLayers->isChecked();
}

void TrainingPanel::showReading()
{
    m_readout->setReading(
        m_crosshair ? m_content.curves().at(*m_crosshair) : m_content.curves().at(HUGE_VAL));
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

} // namespace convscope
