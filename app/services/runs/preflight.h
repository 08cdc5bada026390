// SPDX-License-Identifier: GPL-3.0-or-later
// Preflight: the check before a run, in the background. GUI thread only.
#pragma once
#include "app/services/runs/training_service.h"
#include "app/threads/mailbox.h"
#include "core/train/measure/preflight.h"
#include <optional>

namespace convscope {

class Preflight : public QObject {
    Q_OBJECT
public:
    Preflight(RunSettings &settings, DatasetService &dataset, TrainingService &training,
        QObject *parent = nullptr);
    /// Whether a run with the settings as they are could work, once the data are prepared for
    /// them; nothing where no run can begin.
    void check() { m_training.requests().begin(training::Check {}); }
    void cancel() { m_task.cancel(); }
    bool isBusy() const { return m_task.isBusy(); }
    /// Whether the settings or data are others now than those it checked, or is about to.
    bool isOutdated() const;

Q_SIGNALS:
    void progressed(quint64 done, quint64 total);
    void checked(const convscope::PreflightReport &soFar);
    void ended(); ///< after the last checked()
    void failed(const QString &sentence);

private:
    void start(const RunConfig &config, std::shared_ptr<const TrainingData> data);

    using Newest = Latest<std::optional<PreflightReport>>;
    RunSettings &m_settings;
    DatasetService &m_dataset;
    TrainingService &m_training;
    std::shared_ptr<Newest> m_newest; // the report of the job that is going on
    RunConfig m_config;
    std::shared_ptr<const TrainingData> m_data;
    BackgroundTask m_task;
};

} // namespace convscope
