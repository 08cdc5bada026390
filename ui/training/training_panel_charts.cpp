// SPDX-License-Identifier: GPL-3.0-or-later
// Fills the charts of the panel.
#include "ui/charts/axis_text.h"
#include "ui/charts/curve_readout.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/theme.h"
#include "ui/training/curve_table.h"
#include "ui/training/training_panel.h"
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QSlider>
#include <QStackedWidget>

namespace convscope {

namespace {

QString nameOf(const std::string &setting)
{
    return fromView(plainTitle(liveSetting(setting))).toLower();
}

// From the first layer's to the last one's, so that their order can be seen.
QColor layerColour(std::size_t place, std::size_t of)
{
    constexpr double kFirst = 0.58, kSpan = 0.75; // shares of the circle of hues: from blue to pink
    const double share = of > 1 ? double(place) / double(of - 1) : 0;
    const double hue = std::fmod(kFirst + kSpan * share, 1.0);
    return QColor::fromHslF(float(hue), 0.65F, isDark() ? 0.68F : 0.38F);
}

} // namespace

void TrainingPanel::restart()
{
    const bool hasRun = m_model.batchesTotal() > 0;
    m_stack->setCurrentIndex(hasRun || !m_overlays.empty() ? 1 : 0);
    for (QAction *action : m_exportActions)
        action->setEnabled(hasRun);
    m_selected.reset();
    m_crosshair.reset();
    m_curves.restart();
    m_table->restart();
    for (ChartView *chart : { m_loss, m_accuracy, m_rate, m_gradients, m_dead }) {
        chart->setSelected({});
        chart->setData({}); // the curves it pointed to are gone
        chart->fit();
    }
    if (showsLayers())
        Q_EMIT layersRequested(true); // the new run's too
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
    m_curves.setSmoothing(percent / 100.0);
    for (const auto &overlay : m_overlays)
        overlay->curves.setSmoothing(percent / 100.0);
    m_table->smoothingChanged();
    m_throttle.request();
}

void TrainingPanel::setAxis(int index)
{
    const auto axis = CurveAxis(index);
    m_curves.setAxis(axis);
    for (const auto &overlay : m_overlays)
        overlay->curves.setAxis(axis);
    m_crosshair.reset();
    refresh();
    selectBatch(m_selected);
}

void TrainingPanel::setBaselines(const std::optional<Baselines> &baselines)
{
    m_baselines.clear();
    if (baselines)
        m_baselines = { { tr("guessing"), baselines->chance * 100 },
            { tr("most frequent class"), baselines->majority * 100 },
            { tr("size and colours alone"), baselines->centroid * 100 } };
    m_throttle.request();
}

void TrainingPanel::setOverlays(std::vector<OverlayRun> overlays)
{
    std::vector<std::unique_ptr<Overlay>> next;
    for (OverlayRun &run : overlays) {
        next.push_back(std::make_unique<Overlay>(std::move(run)));
        next.back()->curves.setAxis(m_curves.axis());
        next.back()->curves.setSmoothing(smoothing());
        next.back()->curves.takeNew();
    }
    std::swap(m_overlays, next); // the charts let go of the old ones before these end
    if (!m_overlays.empty())
        m_stack->setCurrentIndex(1);
    refresh();
}

std::vector<const OverlayRun *> TrainingPanel::overlays() const
{
    std::vector<const OverlayRun *> runs;
    for (const auto &overlay : m_overlays)
        runs.push_back(&overlay->run);
    return runs;
}

std::vector<ChartMark> TrainingPanel::marks() const
{
    std::vector<ChartMark> marks;
    using Kind = ChartMark::Kind;
    for (const SettingChange &change : m_model.changes())
        marks.push_back({ m_curves.xOfBatch(change.batch),
            nameOf(change.setting) + QLatin1Char(' ') + QLocale().toString(change.to, 'g', 4),
            Kind::Change });
    const auto &batches = m_model.batches();
    const double last = batches.empty() ? 0 : m_curves.xOf(batches.size() - 1);
    if (const auto &divergence = m_model.divergence())
        marks.push_back({ m_curves.xOfBatch(divergence->batch),
            divergence->layer.empty()
                ? tr("diverged")
                : tr("diverged in %1").arg(QString::fromStdString(divergence->layer)),
            Kind::Error });
    else if (m_model.stopReason() == StopReason::Patience)
        marks.push_back({ last, tr("stopped early"), Kind::Stop });
    else if (m_model.stopReason() == StopReason::Person)
        marks.push_back({ last, tr("stopped"), Kind::Stop });
    return marks;
}

/// The common part of all charts.
ChartView::Data TrainingPanel::frameOfRun() const
{
    ChartView::Data frame;
    frame.axis = m_curves.axis();
    frame.epochEnds = m_curves.epochEnds();
    frame.marks = marks();
    frame.plannedEnd = m_curves.plannedEnd();
    // A run that is over leaves no room for more.
    if (m_model.stopReason() != StopReason::None && m_curves.loss().size() > 0)
        frame.plannedEnd
            = std::max(m_curves.loss().back().x, frame.marks.empty() ? 0 : frame.marks.back().x);
    return frame;
}

void TrainingPanel::refresh()
{
    m_curves.setPlan(m_model.batchesTotal(), m_model.epochsPlanned());
    m_curves.takeNew();
    m_table->takeNew();
    ChartView::Data loss = frameOfRun();
    ChartView::Data accuracy = loss, rate = loss;
    loss.batches = m_curves.loss();
    loss.smoothed = m_curves.smoothedLoss();
    loss.validation = m_curves.validationLoss();
    loss.best = m_curves.bestLoss();
    accuracy.batches = m_curves.accuracy();
    accuracy.smoothed = m_curves.smoothedAccuracy();
    accuracy.validation = m_curves.validationAccuracy();
    accuracy.best = m_curves.bestAccuracy();
    if (m_showBaselines->isChecked())
        accuracy.baselines = m_baselines;
    rate.batches = m_curves.rate();
    for (std::size_t i = 0; i < m_overlays.size(); ++i) {
        const auto &[run, curves] = *m_overlays[i];
        const QColor colour = run.colour.isValid() ? run.colour : overlayColour(int(i));
        loss.others.push_back(
            { run.name, colour, curves.loss(), curves.smoothedLoss(), curves.validationLoss() });
        accuracy.others.push_back({ run.name, colour, curves.accuracy(), curves.smoothedAccuracy(),
            curves.validationAccuracy() });
        rate.others.push_back({ run.name, colour, {}, curves.rate(), {} });
    }
    m_loss->setData(loss);
    m_accuracy->setData(accuracy);
    m_rate->setData(rate);
    showLayers();
    showReading();
}

bool TrainingPanel::showsLayers() const
{
    return m_showLayers->isChecked();
}

/// In the place of their curves.
QString TrainingPanel::whyNoLayers() const
{
    const bool isRunning = m_model.stopReason() == StopReason::None;
    return isRunning
        ? tr("Layers were not watched so far; curves begin with the next batch.")
        : tr("Layers were not watched in this run. Leave “Layers” on and train again to "
             "see how each of them fares.");
}

void TrainingPanel::showLayers()
{
    ChartView::Data gradients = frameOfRun();
    ChartView::Data dead = gradients;
    LayerCurves curves; // the charts look at the old ones until they have these
    const auto &entries = m_model.health().entries();
    const std::size_t layers = showsLayers() && !entries.empty() ? entries.back().layers.size() : 0;
    curves.gradientNorms.resize(layers);
    curves.deadShares.resize(layers);
    for (std::size_t i = 0; i < layers; ++i) {
        const LayerHealth &last = entries.back().layers[i];
        for (const HealthLog::Entry &entry : entries) {
            const double x = m_curves.xOfBatch(entry.batch);
            const LayerHealth &health = entry.layers[i];
            if (health.gradientNorm)
                curves.gradientNorms[i].push_back({ x, *health.gradientNorm });
            if (health.deadShare)
                curves.deadShares[i].push_back({ x, *health.deadShare * 100 });
        }
        const QColor colour = layerColour(i, layers);
        const QString name = QString::fromStdString(last.name);
        if (last.gradientNorm)
            gradients.others.push_back({ name, colour, {}, curves.gradientNorms[i], {} });
        if (last.deadShare)
            dead.others.push_back({ name, colour, {}, curves.deadShares[i], {} });
    }
    double room = 0; // none of the names may be cut off, or lie on another
    for (const NamedCurves &layer : gradients.others)
        room = std::max(room, double(fontMetrics().horizontalAdvance(layer.name)));
    for (ChartView *chart : { m_loss, m_accuracy, m_rate, m_gradients, m_dead })
        chart->setNameRoom(room);
    constexpr int kMin = 8, kAround = 3; // lines
    const int lines = std::max(kMin, int(gradients.others.size())) + kAround;
    m_gradients->setMinimumHeight(lines * fontMetrics().height());
    m_gradients->setEmptyText(whyNoLayers());
    m_dead->setEmptyText(entries.empty() ? whyNoLayers() : tr("This network has no ReLU layer."));
    m_gradients->setData(gradients);
    m_dead->setData(dead);
    m_layerCurves = std::move(curves); // moving vectors leaves their points where they are
}

void TrainingPanel::showReading()
{
    m_readout->setReading(m_crosshair ? m_curves.at(*m_crosshair) : m_curves.at(HUGE_VAL));
}

void TrainingPanel::choose(double x)
{
    if (const auto reading = m_curves.at(x)) {
        selectBatch(reading->batch->batch);
        Q_EMIT batchChosen(reading->batch->batch);
    }
}

void TrainingPanel::selectBatch(std::optional<std::int64_t> batch)
{
    m_selected = batch;
    std::optional<double> x;
    if (batch)
        x = m_curves.xOfBatch(*batch);
    for (ChartView *chart : { m_loss, m_accuracy, m_rate, m_gradients, m_dead })
        chart->setSelected(x);
}

std::size_t TrainingPanel::bytesOfCurves() const
{
    return m_curves.bytes();
}

} // namespace convscope
