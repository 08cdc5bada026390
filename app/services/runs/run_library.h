// SPDX-License-Identifier: GPL-3.0-or-later
// RunLibrary: the runs on disk. GUI thread only.
#pragma once
#include "app/services/runs/training_service.h"
#include "core/io/run/run_list.h"
#include "ui/charts/overlay_run.h"

namespace convscope {

class RunLibrary : public QObject {
    Q_OBJECT
public:
    /// `folder`: the runs are folders in there.
    RunLibrary(RunSettings &settings, DatasetService &dataset, TrainingService &training,
        std::filesystem::path folder, QObject *parent = nullptr);

    const std::filesystem::path &folder() const { return m_folder; }
    std::filesystem::path goingOn() const; ///< the run that is, or is about to; empty: none
    void list();
    /// Opens the dataset of a run, and takes its settings over for a new one.
    void takeSettingsOf(const QString &run);

Q_SIGNALS:
    void listed(const std::vector<convscope::RunSummary> &runs);
    /// To be shown behind the curves of the present run; replaces those before.
    void overlaysChosen(const std::vector<convscope::OverlayRun> &runs);
    void settingsTaken(const QString &dataset); ///< the settings of a run that was asked for
    void failed(const QString &sentence);

private:
    void take(const RunConfig &config);

    RunSettings &m_settings;
    DatasetService &m_dataset;
    TrainingService &m_training;
    std::filesystem::path m_folder;
    std::shared_ptr<const std::vector<RunSummary>> m_runs; // as listed last
    BackgroundTask m_listTask, m_readTask;
};

} // namespace convscope
