// SPDX-License-Identifier: GPL-3.0-or-later
// RunModel: what a run has reported so far; the charts and tables observe it. GUI thread only.
#pragma once
#include "core/train/trainer.h"
#include <QObject>
#include <QString>
#include <QStringList>
#include <vector>

namespace convscope {

class RunModel : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Forgets everything; a new run of so many batches and epochs begins.
    void start(std::int64_t batchesTotal, int epochs, const QStringList &classes);
    /// Adds what arrived, once a tick, and tells the observers once.
    void append(const std::vector<StepReport> &reports);

    const std::vector<BatchReport> &batches() const { return m_batches; }
    const std::vector<EpochReport> &epochs() const { return m_epochs; }
    std::int64_t batchesTotal() const { return m_batchesTotal; }
    int epochsTotal() const { return m_epochsTotal; }
    const QStringList &classes() const { return m_classes; }
    /// Of the best validation loss so far; null before the first validation.
    const EpochReport *bestEpoch() const;

Q_SIGNALS:
    void started();
    void appended(); ///< at most once a tick, however much arrived

private:
    std::vector<BatchReport> m_batches;
    std::vector<EpochReport> m_epochs;
    std::int64_t m_batchesTotal = 0;
    int m_epochsTotal = 0;
    QStringList m_classes;
};

} // namespace convscope
