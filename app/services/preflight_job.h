// SPDX-License-Identifier: GPL-3.0-or-later
// PreflightJob: the check before a run, off the GUI thread. GUI thread only.
#pragma once
#include "app/threads/background_task.h"
#include "app/threads/mailbox.h"
#include "core/train/measure/preflight.h"
#include <optional>

namespace convscope {

class PreflightJob : public QObject {
    Q_OBJECT
public:
    explicit PreflightJob(QObject *parent = nullptr);
    void start(const RunConfig &config, std::shared_ptr<const TrainingData> data);
    void cancel() { m_task.cancel(); }
    bool isBusy() const { return m_task.isBusy(); }
    /// Whether what it found, or is about to, is so of these.
    bool isOf(const RunConfig &config, const std::shared_ptr<const TrainingData> &data) const
    {
        return m_data == data && m_config == config;
    }

Q_SIGNALS:
    void progressed(quint64 done, quint64 total);
    void checked(const convscope::PreflightReport &soFar);
    void ended(); ///< after the last checked()
    void failed(const QString &sentence);

private:
    using Newest = Latest<std::optional<PreflightReport>>;
    std::shared_ptr<Newest> m_newest; // of the job that is going on
    RunConfig m_config;
    std::shared_ptr<const TrainingData> m_data;
    BackgroundTask m_task;
};

} // namespace convscope
