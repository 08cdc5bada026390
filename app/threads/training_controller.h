// SPDX-License-Identifier: GPL-3.0-or-later
// TrainingController: brings what the training thread reports to the window, at the window's own
// pace. GUI thread only.
#pragma once
#include "app/threads/training_thread.h"
#include <QObject>
#include <QTimer>

namespace convscope {

class RunModel;

class TrainingController : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Running, Paused };

    explicit TrainingController(RunModel &model, QObject *parent = nullptr);

    void send(const Command &command);
    State state() const { return m_state; } ///< as the thread reported it
    bool hasRun() const { return m_state != State::Idle; }
    /// True when every command has been served and nothing more will come.
    bool isQuiet() const { return !m_drainTimer.isActive(); }

    /// How much of the last run its folder holds; with an error while the rest cannot be saved.
    const KeptRun &kept() const { return m_kept; }

    /// Processor time that answering Look has taken so far, on the training thread.
    double inspectionSeconds() const { return m_thread.inspectionSeconds(); }

Q_SIGNALS:
    void stateChanged();
    void started(const convscope::RunConfig &config); ///< as the next batch will be trained
    void bestFound(const std::shared_ptr<const convscope::TrainedModel> &model); ///< until now
    void paused();
    void resumed();
    void finished(const convscope::Finished &result);
    void failed(const convscope::Failed &failure);
    void noted(const QString &sentence); ///< something about the run that one should know
    void settled(); ///< every command has been served, files included, and nothing more will come
    void snapshotsKept(const convscope::KeptSnapshots &kept);
    void runKept(const convscope::KeptRun &kept); ///< saving it has failed, or works again
    void snapshotTaken(const std::shared_ptr<const convscope::TrainedModel> &model);

private:
    void drain();
    void handle(const Event &event, std::vector<StepReport> &reports);
    void tell(std::vector<StepReport> &reports);
    void enter(State state);

    RunModel &m_model;
    State m_state = State::Idle;
    KeptRun m_kept;
    std::shared_ptr<const TrainedModel> m_bestFound; // and not told yet
    std::uint64_t m_sent = 0;
    QTimer m_drainTimer; // ticks only while there may be something to fetch
    TrainingThread m_thread; // last, so that it ends before what it serves
};

} // namespace convscope
