// SPDX-License-Identifier: GPL-3.0-or-later
// TrainingService: begins, steers and ends runs, and keeps what the newest has told. GUI thread
// only; training itself is the controller's thread's.
#pragma once
#include "app/services/runs/run_requests.h"
#include "app/threads/training_controller.h"
#include "ui/training/run_model.h"

namespace convscope {

/// A run, and what is known of how it was trained.
struct KnownRun {
    std::filesystem::path folder; ///< empty: nothing is known of its past
    RunConfig config;
    /// The data it was trained with; or, where that is not sure, what may be it.
    std::shared_ptr<const TrainingData> data;
    bool dataIsSure = false;
};

class TrainingService : public QObject {
    Q_OBJECT
public:
    struct Folders {
        std::filesystem::path runs; ///< new runs become folders in here
        std::filesystem::path next; ///< where the next run goes instead; empty: a new folder
    };
    TrainingService(
        RunSettings &settings, DatasetService &dataset, Folders folders, QObject *parent = nullptr);

    RunModel &run() { return m_run; } ///< that the charts show
    RunRequests &requests() { return m_requests; } ///< what waits for its data
    TrainingController &controller() { return m_controller; }
    std::filesystem::path runFolder() const { return m_launched.folder; } ///< of the last one begun

    bool hasRun() const { return m_controller.hasRun(); }

    void train(); ///< or resume
    void pause();
    void step(); ///< one batch; begins a run where there is none
    void stop();
    /// Changes the run that goes on, from the next batch or epoch on; does nothing where there is
    /// none.
    void changeSetting(const QString &name, double value); ///< see liveSetting()

Q_SIGNALS:
    void changed(); ///< what can be done
    void launching(); ///< a run is about to begin
    void started(const convscope::KnownRun &run);
    void finished(const convscope::Finished &result);
    void diverged(const convscope::Divergence &divergence); ///< after finished()
    void gaveUp(const convscope::Failed &failure); ///< and there is no run any more
    void failed(const QString &sentence);

private:
    void connectController();
    void follow(); // the controller's state
    void serve(const training::Request &request);
    void launch(KnownRun run, const Command &command);
    void finish(const Finished &result);
    void giveUp(const Failed &failure);

    RunSettings &m_settings;
    DatasetService &m_dataset;
    Folders m_folders;
    RunModel m_run;
    RunRequests m_requests;
    KnownRun m_launched;
    TrainingController m_controller { m_run }; // last: ends before what listens to it
};

} // namespace convscope
