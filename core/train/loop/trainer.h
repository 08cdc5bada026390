// SPDX-License-Identifier: GPL-3.0-or-later
// Trainer: a run, one bounded unit of work at a time. Not thread-safe; owned by one thread.
#pragma once
#include "core/train/loop/divergence.h"
#include "core/train/loop/layer_health.h"
#include "core/train/setup/run_config.h"
#include "core/train/setup/setting_change.h"
#include "core/train/setup/trained_model.h"
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
    double seconds = 0; ///< training and validation of the run so far, pauses not counted
    int images = 0;
    double ownSeconds = 0; ///< training of this batch alone; 0 in logs, which do not keep it
};

/// One finished epoch. Training figures are means over its batches as they were trained.
struct EpochReport {
    int epoch = 0;
    std::int64_t batch = 0; ///< the last of the epoch
    double trainLoss = 0, trainAccuracy = 0;
    std::optional<double> valLoss, valAccuracy; ///< absent without validation images
    double seconds = 0;
    bool best = false; ///< best validation loss so far
    /// There are validation images, but what the network answered was no finite number: there is
    /// no loss and no accuracy.
    bool validationFailed = false;
};

enum class StopReason { None, Epochs, MaxBatches, Patience, Person, Diverged };
/// "", "epochs", "max-batches", "patience", "stopped", "diverged"
std::string_view toString(StopReason reason);

struct StepReport {
    std::optional<BatchReport> batch;
    std::optional<EpochReport> epoch;
    std::vector<SettingChange> changes {}; ///< that took effect with this batch
    std::int64_t batchesTotal = 0; ///< batches of the whole run, where these changed it; else 0
    double epochsTotal = 0; ///< the same
    std::optional<Divergence> divergence {}; ///< the run ended before this batch
    std::vector<LayerHealth> layers {}; ///< this batch's, when asked for; see watchLayers()
};

/// One training batch, image by image.
struct BatchDetails {
    std::vector<std::uint32_t> images; ///< indices into the training set, in their order
    Buffer inputs; ///< [images][C][H][W], as the network saw them
    std::vector<double> losses; ///< their plain mean is the batch's loss, whatever classes weigh
    std::vector<float> probabilities; ///< [images][classes]
};

/// A run that now has another number of epochs goes on at another learning rate than it would have.
struct RateJump {
    double planned = 0, rate = 0; ///< the next batch's rate: before, and now
    int epochsPlanned = 0, epochs = 0; ///< before, and now
};
std::string toString(const RateJump &jump); ///< a sentence without a full stop

/// Loss and accuracy over a split.
struct Score {
    double loss = 0, accuracy = 0;
    std::size_t images = 0;
};

class Trainer {
public:
    /// `data` was loaded with config's preprocessing. Starting weights come from the seed, or are
    /// `initial`'s where that is not empty. @throws Error as Model and checkRunConfig() do, and
    /// where starting weights are not finite.
    Trainer(RunConfig config, std::shared_ptr<const TrainingData> data,
        const std::vector<NamedTensor> &initial = {});
    ~Trainer();

    /// Trains one batch, or evaluates one chunk of the validation split after an epoch's last
    /// batch; the epoch is reported with its last chunk. Bounded: a few tens of milliseconds as a
    /// rule. `details` get the images of a batch that is trained.
    StepReport step(BatchDetails *details = nullptr);
    /// True when step() has nothing more to do.
    bool finished() const;
    /// Ends the run after the current batch; finished() is true afterwards.
    void stop();
    StopReason stopReason() const;

    /// From the next batch on, the batch size from the next epoch on. A schedule goes on as a share
    /// of the learning rate, and from the same share of the run. @throws Error when the setting
    /// cannot have that value.
    void change(std::string_view setting, double value); ///< by its name in files: liveSetting()
    void setLearningRate(double rate) { change(kLearningRate, rate); }
    /// Whether batches tell how each layer fares; changes nothing else.
    void watchLayers(bool on);
    /// Those that have taken effect, oldest first. With config() they tell how any batch was
    /// trained; see settingsAt().
    const std::vector<SettingChange> &changes() const;

    const RunConfig &config() const; ///< as the next batch will be trained
    RunConfig startConfig() const; ///< as the run began, with the epochs that are planned now
    const TrainingData &data() const;
    std::int64_t batchesDone() const;
    std::int64_t batchesTotal() const; ///< batches of the whole run, as planned
    /// The same in epochs: a part of one where a limit of batches ends the run within it.
    double epochsTotal() const;
    int epochsDone() const; ///< from beginning to end: none that a limit broke off
    /// The jump of the learning rate that setState() or the last change() of the epochs caused;
    /// nothing where it follows no schedule that depends on the length of the run.
    std::optional<RateJump> rateJump() const;
    std::optional<EpochReport> bestEpoch() const;
    std::optional<Divergence> divergence() const; ///< why the run ended, where it did so by it

    /// Copies of the weights as they are, and as they were at the best validation loss (as they
    /// are, where there was no validation, or none with finite numbers). Always finite numbers;
    /// when the run diverged, the step that led there is undone.
    std::shared_ptr<const TrainedModel> current() const;
    std::shared_ptr<const TrainedModel> best() const;

    /// Everything needed to go on to bit-equal results in another process, as tensors and text.
    std::vector<NamedTensor> state(std::map<std::string, std::string> &metadata) const;
    /// The changes made on the way count, not the config's values; but it may ask for other epochs
    /// than the run was planned with (which is then a change): a schedule goes on from where it
    /// would be, had the run been planned like that from the start; a cosine's rate rises
    /// accordingly. A run that a limit of batches stopped within an epoch goes on within it; the
    /// validation at the limit is forgotten, as the uninterrupted run knows nothing of it.
    /// @throws Error when it is not the state of a run with this config.
    void setState(const std::vector<NamedTensor> &tensors,
        const std::map<std::string, std::string> &metadata);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace convscope
