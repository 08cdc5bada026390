// SPDX-License-Identifier: GPL-3.0-or-later
// RunModel: what a run has reported so far; the charts and tables observe it. GUI thread only.
#pragma once
#include "core/train/loop/trainer.h"
#include "core/train/measure/remaining_time.h"
#include <QObject>
#include <QString>
#include <QStringList>
#include <cmath>
#include <filesystem>
#include <vector>

namespace convscope {

class RunModel : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Which run the reports are of, so that nothing of another one is shown beside them.
    struct Source {
        std::filesystem::path folder; ///< empty: it has none
        std::string dataset; ///< where its images are
        bool isRunning = false; ///< it is being trained, until end()
    };
    /// Forgets everything; another run of so many batches and epochs begins.
    void start(std::int64_t batchesTotal, double epochs, const QStringList &classes, Source source);
    void start(std::int64_t batchesTotal, double epochs, const QStringList &classes)
    {
        start(batchesTotal, epochs, classes, Source {});
    }
    void clear() { start(0, 0, {}); } ///< there is no run any more
    const Source &source() const { return m_source; }
    /// Adds what arrived, once a tick, and tells the observers once.
    void append(const std::vector<StepReport> &reports);

    const std::vector<BatchReport> &batches() const { return m_batches; }
    const std::vector<EpochReport> &epochs() const { return m_epochs; }
    /// Settings that were changed on the way, oldest first.
    const std::vector<SettingChange> &changes() const { return m_changes; }
    /// Set where the run ended because numbers got out of hand.
    const std::optional<Divergence> &divergence() const { return m_divergence; }
    /// How its layers fared in those batches in which they were watched.
    const HealthLog &health() const { return m_health; }
    /// The run is over, for this reason where there is one; the reports stay.
    void end(StopReason reason);
    StopReason stopReason() const { return m_stopReason; } ///< None: it goes on
    /// So that the time validation takes is known before the first one.
    void setValidationImages(std::size_t images) { m_remaining.start(images); }
    /// To the end of the run; nothing before the first batch.
    std::optional<double> secondsLeft() const
    {
        return m_remaining.seconds(m_batchesTotal, epochsTotal());
    }
    std::int64_t batchesTotal() const { return m_batchesTotal; }
    /// That are begun; a limit of batches may end the run within the last one.
    int epochsTotal() const { return int(std::ceil(m_epochsTotal)); }
    double epochsPlanned() const { return m_epochsTotal; } ///< with the part of that one
    const QStringList &classes() const { return m_classes; }
    /// The epoch of the best validation loss so far; null before the first validation.
    const EpochReport *bestEpoch() const;

Q_SIGNALS:
    void started(); ///< another run, or none: see batches() and source()
    void appended(); ///< at most once a tick, however much arrived

private:
    std::vector<BatchReport> m_batches;
    std::vector<EpochReport> m_epochs;
    std::vector<SettingChange> m_changes;
    std::optional<Divergence> m_divergence;
    HealthLog m_health;
    StopReason m_stopReason = StopReason::None;
    RemainingTime m_remaining;
    std::int64_t m_batchesTotal = 0;
    double m_epochsTotal = 0;
    QStringList m_classes;
    Source m_source;
};

} // namespace convscope
