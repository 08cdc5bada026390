// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_model.h"
#include <algorithm>

namespace convscope {

void RunModel::start(std::int64_t batchesTotal, int epochs, const QStringList &classes)
{
    m_batches.clear();
    m_epochs.clear();
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
        if (report.batch)
            m_batches.push_back(*report.batch);
        if (report.epoch)
            m_epochs.push_back(*report.epoch);
    }
    Q_EMIT appended();
}

const EpochReport *RunModel::bestEpoch() const
{
    const auto best = std::find_if(
        m_epochs.rbegin(), m_epochs.rend(), [](const EpochReport &e) { return e.best; });
    return best == m_epochs.rend() ? nullptr : &*best;
}

} // namespace convscope
