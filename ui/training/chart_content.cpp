// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/chart_content.h"
#include "ui/kit/figure_text.h"
#include "ui/kit/theme.h"
#include <QLocale>
#include <algorithm>

namespace convscope {

namespace {

QString nameOf(const std::string &setting)
{
    return fromView(plainTitle(liveSetting(setting))).toLower();
}

} // namespace

ChartContent::ChartContent(const RunModel &run)
    : m_run(run)
    , m_curves(run.batches(), run.epochs())
{
}

void ChartContent::restart()
{
    m_curves.restart();
}

void ChartContent::takeNew()
{
    m_curves.setPlan(m_run.batchesTotal(), m_run.epochsPlanned());
    m_curves.takeNew();
}

void ChartContent::setSmoothing(double weight)
{
    m_smoothing = weight;
    m_curves.setSmoothing(weight);
    for (const auto &overlay : m_overlays)
        overlay->curves.setSmoothing(weight);
}

void ChartContent::setAxis(CurveAxis axis)
{
    m_curves.setAxis(axis);
    for (const auto &overlay : m_overlays)
        overlay->curves.setAxis(axis);
}

void ChartContent::setBaselines(const std::optional<Baselines> &baselines)
{
    m_baselines.clear();
    if (baselines)
        m_baselines = { { tr("guessing"), baselines->chance * 100 },
            { tr("most frequent class"), baselines->majority * 100 },
            { tr("size and colours alone"), baselines->centroid * 100 } };
}

ChartContent::Overlays ChartContent::exchangeOverlays(std::vector<OverlayRun> overlays)
{
    Overlays next;
    for (OverlayRun &run : overlays) {
        next.push_back(std::make_unique<Overlay>(std::move(run)));
        next.back()->curves.setAxis(m_curves.axis());
        next.back()->curves.setSmoothing(m_smoothing);
        next.back()->curves.takeNew();
    }
    return std::exchange(m_overlays, std::move(next));
}

std::vector<ChartMark> ChartContent::marks() const
{
    std::vector<ChartMark> marks;
    using Kind = ChartMark::Kind;
    for (const SettingChange &change : m_run.changes())
        marks.push_back({ m_curves.xOfBatch(change.batch),
            nameOf(change.setting) + QLatin1Char(' ') + QLocale().toString(change.to, 'g', 4),
            Kind::Change });
    const auto &batches = m_run.batches();
    const double last = batches.empty() ? 0 : m_curves.xOf(batches.size() - 1);
    if (const auto &divergence = m_run.divergence())
        marks.push_back({ m_curves.xOfBatch(divergence->batch),
            divergence->layer.empty()
                ? tr("diverged")
                : tr("diverged in %1").arg(QString::fromStdString(divergence->layer)),
            Kind::Error });
    else if (m_run.stopReason() == StopReason::Patience)
        marks.push_back({ last, tr("stopped early"), Kind::Stop });
    else if (m_run.stopReason() == StopReason::Person)
        marks.push_back({ last, tr("stopped"), Kind::Stop });
    return marks;
}

ChartView::Data ChartContent::frame() const
{
    ChartView::Data frame;
    frame.axis = m_curves.axis();
    frame.epochEnds = m_curves.epochEnds();
    frame.marks = marks();
    frame.plannedEnd = m_curves.plannedEnd();
    // A run that is over leaves no room for more.
    if (m_run.stopReason() != StopReason::None && m_curves.loss().size() > 0)
        frame.plannedEnd
            = std::max(m_curves.loss().back().x, frame.marks.empty() ? 0 : frame.marks.back().x);
    return frame;
}

ChartContent::Shown ChartContent::shown(bool withBaselines) const
{
    Shown shown;
    auto &[loss, accuracy, rate] = shown;
    loss = accuracy = rate = frame();
    loss.batches = m_curves.loss();
    loss.smoothed = m_curves.smoothedLoss();
    loss.validation = m_curves.validationLoss();
    loss.best = m_curves.bestLoss();
    accuracy.batches = m_curves.accuracy();
    accuracy.smoothed = m_curves.smoothedAccuracy();
    accuracy.validation = m_curves.validationAccuracy();
    accuracy.best = m_curves.bestAccuracy();
    if (withBaselines)
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
    return shown;
}

QString ChartContent::whyNoLayers() const
{
    const bool isRunning = m_run.stopReason() == StopReason::None;
    return isRunning
        ? tr("Layers were not watched so far; curves begin with the next batch.")
        : tr("Layers were not watched in this run. Leave “Layers” on and train again to "
             "see how each of them fares.");
}

QString ChartContent::whyNoDeadLayers() const
{
    return m_run.health().entries().empty() ? whyNoLayers() : tr("This network has no ReLU layer.");
}

} // namespace convscope
