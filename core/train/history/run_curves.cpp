// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/history/run_curves.h"
#include <algorithm>
#include <cmath>

namespace convscope {

RunCurves::RunCurves(
    const std::vector<BatchReport> &batches, const std::vector<EpochReport> &epochs)
    : m_batches(batches)
    , m_epochs(epochs)
{
}

CurveView RunCurves::view(const CurvePyramid &values) const
{
    return { values, [this](std::size_t index) {
                return xOf(index);
            } };
}

void RunCurves::restart()
{
    for (CurvePyramid *curve :
        { &m_loss, &m_smoothedLoss, &m_accuracy, &m_smoothedAccuracy, &m_rate })
        curve->clear();
    m_epochEnds.clear();
    m_lossSmoother = m_accuracySmoother = Smoother(m_weight);
    takeNew();
}

void RunCurves::takeNew()
{
    for (std::size_t i = m_loss.size(); i < m_batches.size(); ++i) {
        const BatchReport &report = m_batches[i];
        m_loss.append(report.loss);
        m_smoothedLoss.append(m_lossSmoother.next(report.loss));
        m_accuracy.append(report.accuracy * 100);
        m_smoothedAccuracy.append(m_accuracySmoother.next(report.accuracy * 100));
        m_rate.append(report.learningRate);
    }
    if (m_epochEnds.size() != m_epochs.size() || m_epochs.empty())
        placeEpochs();
}

void RunCurves::placeEpochs()
{
    m_validationLoss.clear();
    m_validationAccuracy.clear();
    m_epochEnds.clear();
    m_bestLoss.reset();
    m_bestAccuracy.reset();
    for (const EpochReport &report : m_epochs) {
        const double x = xOfBatch(report.batch);
        m_epochEnds.push_back(x);
        if (!report.valLoss || !report.valAccuracy)
            continue;
        m_validationLoss.push_back({ x, *report.valLoss });
        m_validationAccuracy.push_back({ x, *report.valAccuracy * 100 });
        if (report.best) {
            m_bestLoss = m_validationLoss.back();
            m_bestAccuracy = m_validationAccuracy.back();
        }
    }
}

void RunCurves::setSmoothing(double weight)
{
    m_weight = weight;
    m_lossSmoother = m_accuracySmoother = Smoother(weight);
    m_smoothedLoss.clear();
    m_smoothedAccuracy.clear();
    for (std::size_t i = 0; i < m_loss.size(); ++i) {
        m_smoothedLoss.append(m_lossSmoother.next(m_batches[i].loss));
        m_smoothedAccuracy.append(m_accuracySmoother.next(m_batches[i].accuracy * 100));
    }
}

void RunCurves::setAxis(CurveAxis axis)
{
    m_axis = axis;
    placeEpochs();
}

void RunCurves::setPlan(std::int64_t batches, double epochs)
{
    m_plannedBatches = batches;
    m_plannedEpochs = epochs;
}

// An epoch that is going on is taken to be as long as the plan says, one that has ended is as long
// as it was: the batch size may have changed in between.
double RunCurves::epochsAt(const BatchReport &batch) const
{
    const auto own = std::ranges::lower_bound(m_epochs, batch.epoch, {}, &EpochReport::epoch);
    const std::int64_t begin = own == m_epochs.begin() ? 0 : (own - 1)->batch;
    double length = 0;
    if (own != m_epochs.end() && own->epoch == batch.epoch && own->batch >= batch.batch)
        length = double(own->batch - begin);
    else if (m_plannedEpochs > 0)
        length = double(m_plannedBatches) / m_plannedEpochs;
    else
        length = double(m_batches.back().batch - begin);
    const double part = length > 0 ? std::min(1.0, double(batch.batch - begin) / length) : 1;
    return batch.epoch - 1 + part;
}

double RunCurves::xOf(std::size_t index) const
{
    const BatchReport &report = m_batches[index];
    switch (m_axis) {
    case CurveAxis::Batch:
        return double(report.batch);
    case CurveAxis::Epoch:
        return epochsAt(report);
    case CurveAxis::Time:
        return report.seconds;
    }
    return 0;
}

double RunCurves::xOfBatch(std::int64_t batch) const
{
    if (m_axis == CurveAxis::Batch || m_batches.empty())
        return double(batch);
    const auto after = std::ranges::upper_bound(m_batches, batch, {}, &BatchReport::batch);
    return xOf(std::size_t(std::max<std::ptrdiff_t>(0, after - m_batches.begin() - 1)));
}

double RunCurves::plannedEnd() const
{
    switch (m_axis) {
    case CurveAxis::Batch:
        return double(m_plannedBatches);
    case CurveAxis::Epoch:
        return m_plannedEpochs;
    case CurveAxis::Time:
        break;
    }
    return 0;
}

std::size_t RunCurves::nearest(double x) const
{
    const std::size_t after = std::min(loss().countUpTo(x), m_loss.size() - 1);
    return after > 0 && x - xOf(after - 1) <= xOf(after) - x ? after - 1 : after;
}

std::optional<RunCurves::Reading> RunCurves::at(double x) const
{
    if (m_loss.size() == 0)
        return std::nullopt;
    const std::size_t index = nearest(x);
    const BatchReport &batch = m_batches[index];
    Reading reading { &batch, epochsAt(batch), m_smoothedLoss[index], m_smoothedAccuracy[index],
        nullptr };
    auto epoch = std::ranges::upper_bound(m_epochs, batch.batch, {}, &EpochReport::batch);
    while (!reading.validated && epoch != m_epochs.begin())
        if ((--epoch)->valLoss)
            reading.validated = &*epoch;
    return reading;
}

std::size_t RunCurves::bytes() const
{
    std::size_t bytes = 0;
    for (const CurvePyramid *curve :
        { &m_loss, &m_smoothedLoss, &m_accuracy, &m_smoothedAccuracy, &m_rate })
        bytes += curve->bytes();
    return bytes;
}

} // namespace convscope
