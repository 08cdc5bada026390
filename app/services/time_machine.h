// SPDX-License-Identifier: GPL-3.0-or-later
// TimeMachine: takes what is looked at back to earlier moments of a run, while it goes on or later.
// The weights of the nearest snapshot are there at once; those of the very batch follow when the
// way from there has been trained again. GUI thread only.
#pragma once
#include "app/services/training_service.h"
#include "core/io/run/snapshot_keeper.h"
#include "core/train/history/replay.h"
#include "ui/history/moment.h"
#include "ui/history/seen_batch.h"
#include <QTimer>

namespace convscope {

class Inspection;

class TimeMachine : public QObject {
    Q_OBJECT
public:
    /// `inspection` gets the models; `run` knows the run's batches and changes.
    TimeMachine(Inspection &inspection, const RunModel &run, QObject *parent = nullptr);

    using Run = KnownRun;
    /// Another run's past from now on.
    void setRun(Run run);
    void setSnapshots(const KeptSnapshots &kept);
    /// While a run goes on, trained again is with one thread.
    void setRunGoesOn(bool goesOn) { m_goesOn = goesOn; }
    /// What is looked at in the present; null: nothing.
    void setNow(std::shared_ptr<const TrainedModel> model);
    /// The same with newer weights of a run that goes on: looked at as often as the person wants.
    void follow(std::shared_ptr<const TrainedModel> model);

    bool isInThePast() const { return m_moment.has_value(); }
    const std::optional<Moment> &moment() const { return m_moment; }
    const std::vector<std::int64_t> &snapshots() const { return m_kept.batches; }
    const std::string &snapshotFault() const { return m_kept.fault; }
    const Run &run() const { return m_run; }
    const std::shared_ptr<const TrainedModel> &now() const { return m_now; }

    /// The moment after so many batches. `isFinal`: the person lets go, so it is worth while to
    /// train the way from the snapshot.
    void goTo(qint64 batch, bool isFinal);
    void backToNow();

    /// The pictures of a batch, as they were trained.
    void lookAtBatch(qint64 batch);
    void cancelLook() { m_look.cancel(); }
    /// One of them in the feature maps, with the weights of that moment.
    void showPicture(const SeenBatch &batch, std::size_t place);

Q_SIGNALS:
    void snapshotsChanged();
    void momentChanged(); ///< see moment()
    void failed(const QString &sentence);
    void batchSeen(const std::shared_ptr<const convscope::SeenBatch> &batch);
    void lookProgressed(quint64 done, quint64 total);
    void lookEnded(); ///< seen, failed or cancelled
    void lookFailed(const QString &sentence);

private:
    RunHistory history() const;
    void fetch(qint64 batch);
    void settle();
    void show(std::shared_ptr<const TrainedModel> model);
    void takeData(std::shared_ptr<const TrainingData> data);

    Inspection &m_inspection;
    const RunModel &m_model;
    Run m_run;
    KeptSnapshots m_kept;
    bool m_goesOn = false;
    std::shared_ptr<const TrainedModel> m_now;
    std::optional<Moment> m_moment; // none: the present
    std::optional<qint64> m_next; // wanted while another is being fetched
    BackgroundTask m_fetch; // a snapshot's weights
    BackgroundTask m_replay; // the very batch's
    BackgroundTask m_look;
    QTimer m_settleTimer; // runs out when the person has come to rest
};

} // namespace convscope
