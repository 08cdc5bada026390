// SPDX-License-Identifier: GPL-3.0-or-later
// The members of a Trainer; for its own files.
#pragma once
#include "core/nn/model.h"
#include "core/optim/gradient_clip.h"
#include "core/train/loop/batch_images.h"
#include "core/train/loop/epoch_order.h"
#include "core/train/loop/trainer.h"
#include "core/train/loop/trainer_state.h"
#include <algorithm>

namespace convscope {

struct Trainer::Impl {
    Impl(RunConfig runConfig, std::shared_ptr<const TrainingData> runData);

    void reserveImages();
    void fill(const ImageSet &set, BatchImages &images, std::span<const std::uint32_t> which);
    std::span<const std::uint32_t> batchAfter(std::size_t count) const;
    void takeChanges(StepReport &report);
    void noteLimit();
    void resume();
    void takeSettings(const std::map<std::string, std::string> &metadata);
    void trainBatch(StepReport &report, BatchDetails *details);
    BatchTotals trainOn(std::span<const std::uint32_t> which, BatchDetails *details);
    std::optional<DivergencePlace> errorOf(
        const BatchTotals &totals, double norm, std::span<const std::uint32_t> which);
    std::string stepWeights(double rate, double norm);
    void undoStep();
    std::string layerWithBadStatistics() const;
    void keepStatistics();
    void restoreStatistics();
    void giveUp(const DivergencePlace &error, StepReport &report);
    void validateChunk();
    EpochReport closeEpoch();
    void beginEpoch();
    std::int64_t batchesOf(std::size_t images, int batch) const;
    std::int64_t batchesTotal() const;
    double epochsTotal() const;
    double scheduledRate() const { return scheduledRate(config.epochs); }
    double scheduledRate(int epochs) const;
    void compareRates(int epochsPlanned);
    // No more than training makes room for, unless its batches are very small.
    std::size_t validationChunk() const
    {
        constexpr std::size_t kMinAtOnce = 64; // images evaluated in one step()
        return std::max(kMinAtOnce, std::size_t(config.batch));
    }
    bool epochTrained() const { return position.sample == data->train.size() || limitReached(); }
    bool limitReached() const
    {
        return config.maxBatches > 0 && position.batches >= config.maxBatches;
    }
    std::shared_ptr<const TrainedModel> copy(std::vector<NamedTensor> parameters) const;

    RunConfig config;
    std::shared_ptr<const TrainingData> data;
    Model model;
    std::unique_ptr<Optimizer> optimizer;
    GradientClip clip;
    ThreadPool pool;
    TrainerPosition position;
    std::vector<std::uint32_t> order; // the current epoch's
    std::vector<std::uint32_t> validationOrder;
    std::vector<int> labels; // the current batch's
    std::optional<BatchImages> trainImages, validationImages;
    std::shared_ptr<const TrainedModel> best;
    std::unique_ptr<ReluWatch> relus; // while the layers are watched
    StopReason stopReason = StopReason::None;
    std::optional<Divergence> divergence;
    std::optional<RateJump> rateJump;

    SettingValues inEffect; // the settings that the last batch was trained with
    int batchRequested; // from the next epoch on
    int epochsSaved = 0; // planned by the state that was taken up
    std::vector<SettingChange> changes;

    /// Where the run stood when a limit of batches stopped it within an epoch. What is validated
    /// there is for the person; a run that goes on does so from here.
    struct Checkpoint {
        TrainerPosition position;
        std::shared_ptr<const TrainedModel> best;
    };
    std::optional<Checkpoint> atLimit;
    std::vector<Tensor> statistics; // the layers', before the current batch

    /// Where a batch whose step may break the network started from, until another batch has shown
    /// that it did not.
    struct BeforeStep {
        std::vector<NamedTensor> weights;
        std::vector<Tensor> statistics;
        OptimizerState optimizer;
    };
    std::optional<BeforeStep> beforeStep;
};

} // namespace convscope
