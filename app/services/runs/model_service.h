// SPDX-License-Identifier: GPL-3.0-or-later
// ModelService: the models there are: of the run in the charts, or of a file. GUI thread only.
#pragma once
#include "app/services/runs/training_service.h"
#include "core/io/tensors/model_file.h"
#include <chrono>
#include <functional>

namespace convscope {

class ModelService : public QObject {
    Q_OBJECT
public:
    ModelService(DatasetService &dataset, TrainingService &training, QObject *parent = nullptr);

    bool hasModel() const { return m_training.hasRun() || m_best.model; }
    using UseModel = std::function<void(const ModelOfRun &)>;
    /// Calls `use` with the best model, or with the weights as they are: at once, or while a run
    /// goes on with a fresh copy as soon as there is one. While nothing was validated yet, there is
    /// no other model than that; the origin says which it is.
    void withModel(bool best, UseModel use);

    void open(const QString &path); ///< a model file or a run folder
    /// A model from elsewhere, in the place of the one before; not while a run goes on.
    bool use(const std::shared_ptr<const TrainedModel> &model); ///< false: a run has it

    void refresh(); ///< with the weights as they are, where a run goes on
    void beDueIn(std::chrono::milliseconds time) { m_timer.setInterval(time); }

Q_SIGNALS:
    void changed(); ///< hasModel() may have changed
    void opened(); ///< a model that no run of this window has trained; before replaced()
    /// The models are of another run from now on; none of it is there yet.
    void replaced(const convscope::KnownRun &run);
    void settled(const std::shared_ptr<const convscope::TrainedModel> &model); ///< the present one
    void advanced(const std::shared_ptr<const convscope::TrainedModel> &model); ///< and goes on to
    void due(); ///< again and again while a run goes on: newer weights may be of use
    /// Instead of a model, there are weights in the file that could be imported.
    void weightsFound(const QString &path);
    void failed(const QString &sentence);

private:
    struct Opened;
    static Opened read(const std::filesystem::path &path);
    void show(const Opened &opened);
    void refuse(const QString &path);
    void connectTraining();
    void finish(const Finished &result);
    void giveUp(const Failed &failure);
    void take(std::shared_ptr<const TrainedModel> snapshot);
    void settle(ModelOfRun best, ModelOfRun last);
    void serve();
    ModelOfRun ofRun(std::shared_ptr<const TrainedModel> model, ModelCheckpoint checkpoint) const;

    DatasetService &m_dataset;
    TrainingService &m_training;
    // While a run goes on: until now; the best one is null before the first validation.
    ModelOfRun m_best, m_current;
    struct Request {
        bool best;
        UseModel use;
    };
    std::vector<Request> m_pending;
    bool m_isAwaited = false; // a copy of the weights was asked for
    QTimer m_timer; // ticks while a run goes on
    BackgroundTask m_openTask;
};

} // namespace convscope
