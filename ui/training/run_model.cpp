// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/run_model.h"
#include <algorithm>

namespace convscope {

void RunModel::start(
    std::int64_t batchesTotal, double epochs, const QStringList &classes, Source source)
{
    m_source = std::move(source);
    m_batches.clear();
    m_epochs.clear();
    m_changes.clear();
    m_divergence.reset();
    m_health.clear();
    m_stopReason = StopReason::None;
    m_remaining.start(0);
    m_batchesTotal = batchesTotal;
    m_epochsTotal = epochs;
    m_classes = classes;
    Q_EMIT started();
}

void RunModel::append(const std::vector<StepReport> &reports)
{
    if (reports.empty())
        return;
    for (const StepReport &report : reports) {
        m_remaining.add(report);
        if (report.batch)
            m_batches.push_back(*report.batch);
        if (report.epoch)
            m_epochs.push_back(*report.epoch);
        m_changes.insert(m_changes.end(), report.changes.begin(), report.changes.end());
        if (report.batchesTotal > 0) {
            m_batchesTotal = report.batchesTotal;
            m_epochsTotal = report.epochsTotal > 0 ? report.epochsTotal : m_epochsTotal;
        }
        if (report.batch && !report.layers.empty())
            m_health.append(report.batch->batch, report.layers);
        if (report.divergence)
            m_divergence = report.divergence;
    }
    Q_EMIT appended();
}

void RunModel::end(StopReason reason)
{
    m_stopReason = reason;
    m_source.isRunning = false;
    Q_EMIT appended();
}

const EpochReport *RunModel::bestEpoch() const
{
    const auto best = std::find_if(
        m_epochs.rbegin(), m_epochs.rend(), [](const EpochReport &e) { return e.best; });
    return best == m_epochs.rend() ? nullptr : &*best;
}

} // namespace convscope
