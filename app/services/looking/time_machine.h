// SPDX-License-Identifier: GPL-3.0-or-later
// TimeMachine: takes what is looked at back to earlier moments of a run, while it goes on or later.
// The weights of the nearest snapshot are there at once; those of the very batch follow when the
// way from there has been trained again. GUI thread only.
#pragma once
#include "app/services/runs/model_service.h"
#include "core/io/run/snapshot_keeper.h"
#include "core/train/history/replay.h"
#include "ui/history/batch_view.h"
#include "ui/history/checkpoint.h"
#include <QTimer>

namespace convscope {

class Inspection;

class TimeMachine : public QObject {
    Q_OBJECT
public:
    /// `inspection` gets the models that `models` has, or earlier ones.
    TimeMachine(TrainingService &training, ModelService &models, Inspection &inspection,
        QObject *parent = nullptr);

    bool isInHistory() const { return m_checkpoint.has_value(); }
    const std::optional<Checkpoint> &checkpoint() const { return m_checkpoint; }
    const std::vector<std::int64_t> &snapshots() const { return m_kept.batches; }
    const std::string &snapshotError() const { return m_kept.error; }
    const KnownRun &run() const { return m_run; }
    const std::shared_ptr<const TrainedModel> &now() const { return m_now; }

    /// The moment after so many batches. `isFinal`: the person lets go, so it is worth while to
    /// train the way from the snapshot.
    void goTo(qint64 batch, bool isFinal);
    void backToNow();

    /// The images of a batch, as they were trained.
    void inspectBatch(qint64 batch);
    BackgroundTask &batchInspection() { return m_batchTask; } ///< its progress and its end
    /// One of them in the feature maps, with the weights of that moment.
    void showImage(const BatchView &batch, std::size_t place);

Q_SIGNALS:
    void snapshotsChanged();
    void checkpointChanged(); ///< see checkpoint()
    void batchChosen(qint64 batch); ///< by the person, in the charts
    void failed(const QString &sentence);
    void batchReady(const std::shared_ptr<const convscope::BatchView> &batch);

private:
    void connectModels(ModelService &models);
    void setRun(const KnownRun &run);
    RunHistory history() const;
    void fetch(qint64 batch);
    void settle();
    void show(std::shared_ptr<const TrainedModel> model);
    void takeData(std::shared_ptr<const TrainingData> data);

    TrainingService &m_training;
    Inspection &m_inspection;
    KnownRun m_run;
    KeptSnapshots m_kept;
    std::shared_ptr<const TrainedModel> m_now;
    std::optional<Checkpoint> m_checkpoint; // none: the present
    std::optional<qint64> m_next; // asked for while another is being fetched
    BackgroundTask m_fetch; // a snapshot's weights
    BackgroundTask m_replay; // the very batch's
    BackgroundTask m_batchTask;
    QTimer m_settleTimer; // runs out when the person has come to rest
};

} // namespace convscope
