// SPDX-License-Identifier: GPL-3.0-or-later
// Trainer: a run, one bounded unit of work at a time. Not thread-safe; owned by one thread.
#pragma once
#include "core/train/run_config.h"
#include "core/train/trained_model.h"
#include <limits>
#include <memory>
#include <optional>

namespace convscope {

/// One training batch. Losses are means over the batch, accuracies in [0,1].
struct BatchReport {
    std::int64_t batch = 0; ///< 1 for the first of the run
    int epoch = 0; ///< 1 for the first
    double loss = 0;
    double accuracy = 0;
    double learningRate = 0; ///< as the schedule had it for this batch
    double seconds = 0; ///< training time of the run so far, pauses not counted
    int images = 0;
};

/// One finished epoch. Training figures are means over its batches as they were trained.
struct EpochReport {
    int epoch = 0;
    std::int64_t batch = 0; ///< the last of the epoch
    double trainLoss = 0, trainAccuracy = 0;
    std::optional<double> valLoss, valAccuracy; ///< absent without validation pictures
    double seconds = 0;
    bool best = false; ///< best validation loss so far
};

enum class StopReason { None, Epochs, MaxBatches, Patience, Person };
std::string_view toString(
    StopReason reason); ///< "", "epochs", "max-batches", "patience", "stopped"

struct StepReport {
    std::optional<BatchReport> batch;
    std::optional<EpochReport> epoch;
};

/// Loss and accuracy over a split.
struct Score {
    double loss = 0, accuracy = 0;
    std::size_t images = 0;
};

class Trainer {
public:
    /// `data` was loaded with config's preprocessing. Starting weights come from the seed, or are
    /// `initial`'s where that is not empty. @throws Error as Model does.
    Trainer(RunConfig config, std::shared_ptr<const TrainingData> data,
        const std::vector<NamedTensor> &initial = {});
    ~Trainer();

    /// Trains one batch, or evaluates one chunk of the validation split after an epoch's last
    /// batch; the epoch is reported with its last chunk. Bounded: a few tens of milliseconds as a
    /// rule.
    StepReport step();
    /// True when step() has nothing more to do.
    bool finished() const;
    /// Ends the run after the current batch; finished() is true afterwards.
    void stop();
    StopReason stopReason() const;

    /// From the next batch on; the schedule goes on as a share of it.
    void setLearningRate(double rate);

    const RunConfig &config() const;
    const TrainingData &data() const;
    std::int64_t batchesDone() const;
    std::int64_t batchesTotal() const; ///< of the whole run, as planned
    int epochsDone() const;
    std::optional<EpochReport> bestEpoch() const;

    /// Copies of the weights as they are, and as they were at the best validation loss (as they
    /// are, where there was no validation).
    std::shared_ptr<const TrainedModel> current() const;
    std::shared_ptr<const TrainedModel> best() const;

    /// Everything needed to go on to bit-equal results in another process, as tensors and text.
    std::vector<NamedTensor> state(std::map<std::string, std::string> &metadata) const;
    /// The config may ask for more epochs than the run was planned with: a schedule then goes on
    /// from where it would be, had the run been planned like that from the start; a cosine's rate
    /// rises accordingly. @throws Error when it is not the state of a run with this config.
    void setState(const std::vector<NamedTensor> &tensors,
        const std::map<std::string, std::string> &metadata);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace convscope
