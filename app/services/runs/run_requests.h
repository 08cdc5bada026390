// SPDX-License-Identifier: GPL-3.0-or-later
// RunRequests: what a person asks for that needs the prepared data, and its waiting for them. GUI
// thread only.
#pragma once
#include "app/services/data/dataset_service.h"
#include "app/services/runs/training_state.h"
#include "app/threads/background_task.h"

namespace convscope {

/// Asked by rooms and services; what TrainingService hears of the training thread comes in by
/// enter(), since one state tells of both.
class RunRequests : public QObject {
    Q_OBJECT
public:
    RunRequests(RunSettings &settings, DatasetService &dataset, QObject *parent = nullptr);

    bool isFree() const; ///< no run has the charts and the model, or is about to
    bool canTrain() const; ///< there is data, a network that fits it, and no run

    /// Prepares the data where they are not as the settings want them; nothing where no run can
    /// begin.
    void begin(const training::Request &request);
    /// Opens the dataset of the run in `folder` and goes on with it to the bit; it may get so many
    /// epochs more than it was planned with.
    void resume(const QString &folder, int moreEpochs = 0);
    void enter(const training::Event &event);
    const training::State &state() const { return m_state; }

Q_SIGNALS:
    void ready(const convscope::training::Request &request); ///< the data are as it needs them
    void failed(const QString &sentence);

private:
    void connectDataset();
    void resume(const training::Continue &run);
    void ask(const training::Request &request, bool dataSuits);

    RunSettings &m_settings;
    DatasetService &m_dataset;
    training::State m_state;
    BackgroundTask m_readTask; // of what a run to be resumed was
};

} // namespace convscope
