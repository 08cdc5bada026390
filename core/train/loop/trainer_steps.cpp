// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/train/loop/trainer_impl.h"
#include <chrono>
#include <cmath>

namespace convscope {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void requireTwoClasses(const TrainingData &data)
{
    const auto &labels = data.train.labels;
    if (std::ranges::adjacent_find(labels, std::ranges::not_equal_to()) == labels.end())
        throw Error("all training images are of one class ("
            + data.classes[static_cast<std::size_t>(labels.front())]
            + "), so there is nothing to tell apart; training takes at least two classes");
}

} // namespace

Trainer::Impl::Impl(RunConfig runConfig, std::shared_ptr<const TrainingData> runData)
    : config(std::move(runConfig))
    , data(std::move(runData))
    , model(config.model, config.seed)
    , optimizer(optimizerInfo(config.optimizer.kind).create(config.optimizer, model.parameters()))
    , clip(model.parameters())
    , pool(config.threads, true)
    , validationOrder(epochOrder(data->validation.size(), 0, 0, false))
    , inEffect(valuesOf(config))
    , batchRequested(config.batch)
{
    if (data->train.size() == 0)
        throw Error("there are no training images; open a dataset with images in it");
    requireTwoClasses(*data);
    checkRunConfig(config);
    if (model.classes() != static_cast<int>(data->classes.size()))
        throw Error("layer " + std::to_string(model.layers().size()) + " ("
            + model.layers().back().name + "): it has " + std::to_string(model.classes())
            + " outputs, but the data has " + std::to_string(data->classes.size())
            + " classes; the last layer must have one output a class");
    if (model.spec().input != data->preprocessing.shape())
        throw Error("the model expects " + toString(model.spec().input)
            + " images, but the data is " + toString(data->preprocessing.shape())
            + "; choose the same channels and size");
    config.model = model.spec();
    const bool balanced = config.classWeights == ClassWeights::Balanced;
    model.setLoss({ .labelSmoothing = config.labelSmoothing,
        .classWeights = balanced ? balancedWeights(data->train.labels, model.classes())
                                 : std::vector<double>() });
    for (const Model::ParameterRef &ref : model.statistics())
        statistics.push_back(ref.parameter->value);
    reserveImages();
    beginEpoch();
}

// Takes all memory that batches of this size want.
void Trainer::Impl::reserveImages()
{
    const std::size_t most = std::max(std::min(std::size_t(config.batch), data->train.size()),
        std::min(validationChunk(), data->validation.size()));
    labels.reserve(most);
    model.input(static_cast<int>(most));
    trainImages.emplace(*data, data->train, config.augment, config.seed, most);
    validationImages.emplace(*data, data->validation, AugmentOptions {}, config.seed, most);
}

void Trainer::Impl::beginEpoch()
{
    position.beginEpoch();
    order = epochOrder(data->train.size(), config.seed, position.epoch, config.shuffle);
}

void Trainer::Impl::fill(
    const ImageSet &set, BatchImages &images, std::span<const std::uint32_t> which)
{
    labels.clear();
    for (const std::uint32_t index : which)
        labels.push_back(set.labels[index]);
    images.write(which, position.epoch, model.input(static_cast<int>(which.size())), pool);
}

/// The batch after the next `count` images of the epoch.
std::span<const std::uint32_t> Trainer::Impl::batchAfter(std::size_t count) const
{
    const auto rest = std::span(order).subspan(position.sample + count);
    return rest.first(std::min(rest.size(), std::size_t(config.batch)));
}

std::int64_t Trainer::Impl::batchesOf(std::size_t images, int batch) const
{
    const auto size = std::size_t(batch);
    return std::int64_t((images + size - 1) / size);
}

std::int64_t Trainer::Impl::batchesTotal() const
{
    const std::size_t images = data->train.size();
    const bool begun = position.sample > 0;
    const std::int64_t all = position.batches
        + (begun ? batchesOf(images - position.sample, config.batch) : 0)
        + batchesOf(images, batchRequested)
            * std::max(0, config.epochs - position.epoch + (begun ? 0 : 1));
    return config.maxBatches > 0 ? std::min(all, config.maxBatches) : all;
}

double Trainer::Impl::epochsTotal() const
{
    const std::size_t images = data->train.size();
    const double begun = position.sample > 0
        ? double(batchesOf(position.sample, config.batch)) / double(batchesOf(images, config.batch))
        : 0;
    const double left = double(batchesTotal() - position.batches);
    const double all
        = position.epoch - 1 + begun + left / double(batchesOf(images, batchRequested));
    return config.maxBatches > 0 ? std::min<double>(all, config.epochs) : config.epochs;
}

// The learning rate of the batch about to be trained. From where the run stands alone, so that a
// resumed one needs no history: batches are counted as if all had been of the current size, so that
// another size changes nothing about the share of the run that is done. A limit of batches only
// cuts a run short: until there it is the run without the limit.
double Trainer::Impl::scheduledRate(int epochs) const
{
    const std::int64_t each = batchesOf(data->train.size(), config.batch);
    return config.optimizer.rate
        * rateFactor(config.schedule,
            { .batch = each * (position.epoch - 1) + batchesOf(position.sample, config.batch),
                .batches = each * epochs,
                .epoch = position.epoch,
                .epochs = epochs });
}

/// After the number of epochs changed from `epochsPlanned`.
void Trainer::Impl::compareRates(int epochsPlanned)
{
    constexpr double kSame = 1e-9;
    const RateJump jump { .planned = scheduledRate(epochsPlanned),
        .rate = scheduledRate(),
        .epochsPlanned = epochsPlanned,
        .epochs = config.epochs };
    const bool jumps = std::abs(jump.rate - jump.planned) > kSame * config.optimizer.rate;
    rateJump = jumps ? std::optional(jump) : std::nullopt;
}

/// The changes requested since the last batch take effect and are written down.
void Trainer::Impl::takeChanges(StepReport &report)
{
    if (position.sample == 0 && config.batch != batchRequested) {
        config.batch = batchRequested;
        reserveImages();
    }
    const SettingValues values = valuesOf(config);
    for (std::size_t i = 0; i < liveSettings().size(); ++i)
        if (values[i] != inEffect[i])
            report.changes.push_back({ .batch = position.batches + 1,
                .setting = liveSettings()[i]->field.name,
                .from = inEffect[i],
                .to = values[i] });
    if (report.changes.empty())
        return;
    inEffect = values;
    changes.insert(changes.end(), report.changes.begin(), report.changes.end());
    optimizer->setMomentum(config.optimizer.momentum);
    optimizer->setWeightDecay(config.optimizer.weightDecay);
    report.batchesTotal = batchesTotal();
    report.epochsTotal = epochsTotal();
}

BatchTotals Trainer::Impl::trainOn(std::span<const std::uint32_t> which, BatchDetails *details)
{
    if (!details)
        return model.train(labels, pool);
    const Scalar *input = model.input(static_cast<int>(which.size()));
    details->images.assign(which.begin(), which.end());
    details->inputs.assign(input, input + which.size() * data->train.shape.size());
    details->losses.resize(which.size());
    const BatchTotals totals = model.train(labels, pool, details->losses);
    details->probabilities.assign(model.probabilities().begin(), model.probabilities().end());
    return totals;
}

void Trainer::Impl::trainBatch(StepReport &report, BatchDetails *details)
{
    const Clock::time_point start = Clock::now();
    takeChanges(report);
    const std::size_t count = std::min(std::size_t(config.batch), order.size() - position.sample);
    const auto which = std::span(order).subspan(position.sample, count);
    fill(data->train, *trainImages, which);
    trainImages->expect(batchAfter(count), position.epoch);
    model.setStep(std::uint64_t(position.batches));
    keepStatistics();
    const BatchTotals totals = trainOn(which, details);
    const double norm = clip.norm(pool);
    if (const auto error = errorOf(totals, norm, which)) {
        undoStep();
        return giveUp(*error, report);
    }
    if (relus)
        report.layers = layerHealth(model, *relus);
    if (config.clipNorm > 0)
        clip.apply(config.clipNorm, norm, pool);
    const double rate = scheduledRate();
    const double longest = config.clipNorm > 0 ? std::min(norm, config.clipNorm) : norm;
    if (const std::string layer = stepWeights(rate, longest); !layer.empty())
        return giveUp({ Divergence::Place::Weight, layer }, report);
    position.sample += count;
    ++position.batches;
    position.train.add(totals);
    const double seconds = secondsSince(start);
    position.seconds += seconds;
    noteLimit();
    report.batch = { .batch = position.batches,
        .epoch = position.epoch,
        .loss = totals.loss / totals.count,
        .accuracy = double(totals.correct) / totals.count,
        .learningRate = rate,
        .seconds = position.seconds,
        .images = totals.count,
        .ownSeconds = seconds };
}

/// Where the batch that was just trained on went wrong; nothing, as a rule.
std::optional<DivergencePlace> Trainer::Impl::errorOf(
    const BatchTotals &totals, double norm, std::span<const std::uint32_t> which)
{
    if (std::isfinite(totals.loss) && std::isfinite(norm)) {
        const std::string layer = layerWithBadStatistics();
        if (layer.empty())
            return std::nullopt;
        restoreStatistics();
        return DivergencePlace { Divergence::Place::Output, layer };
    }
    restoreStatistics();
    Model again(config.model, config.seed);
    again.keepOutputs(true);
    again.setParameterValues(model.parameterValues());
    trainImages->write(which, position.epoch, again.input(static_cast<int>(which.size())), pool);
    again.setStep(std::uint64_t(position.batches));
    again.forward(static_cast<int>(which.size()), Mode::Train, pool);
    return findError(again, model);
}

/// The layer that the step made something not finite of, and then the step is undone; empty, as a
/// rule. `norm` is the gradient's. Of a step that could do harm, the network before it is kept.
std::string Trainer::Impl::stepWeights(double rate, double norm)
{
    optimizer->setRate(rate);
    beforeStep.reset();
    if (optimizer->isSmallStep(norm)) {
        optimizer->step(pool);
        return {};
    }
    beforeStep = { model.parameterValues(), statistics, optimizer->state() };
    optimizer->step(pool);
    std::string layer = layerWithError(model.parameterValues());
    if (layer.empty())
        layer = layerWithError(optimizer->state().moments);
    if (!layer.empty())
        undoStep();
    return layer;
}

void Trainer::Impl::undoStep()
{
    if (!beforeStep)
        return;
    model.setParameterValues(beforeStep->weights);
    statistics = beforeStep->statistics;
    restoreStatistics();
    optimizer->setState(beforeStep->optimizer);
    beforeStep.reset();
}

/// The layer whose statistics are not finite: the batch's values can be finite while their variance
/// is not.
std::string Trainer::Impl::layerWithBadStatistics() const
{
    for (const Model::ParameterRef &ref : model.statistics())
        for (const Scalar value : ref.parameter->value.values())
            if (!std::isfinite(value))
                return ref.name.substr(0, ref.name.find('.'));
    return {};
}

void Trainer::Impl::keepStatistics()
{
    for (std::size_t i = 0; i < statistics.size(); ++i)
        std::ranges::copy(
            model.statistics()[i].parameter->value.values(), statistics[i].values().begin());
}

void Trainer::Impl::restoreStatistics()
{
    for (std::size_t i = 0; i < statistics.size(); ++i)
        std::ranges::copy(
            statistics[i].values(), model.statistics()[i].parameter->value.values().begin());
}

/// The batch counts as not trained: the run stands where it stood before.
void Trainer::Impl::giveUp(const DivergencePlace &error, StepReport &report)
{
    divergence = Divergence { .batch = position.batches + 1,
        .epoch = position.epoch,
        .place = error.place,
        .layer = error.layer,
        .rate = config.optimizer.rate,
        .cause = causeOf(error.place, config.optimizer, position.batches) };
    stopReason = StopReason::Diverged;
    report.divergence = divergence;
}

void Trainer::Impl::noteLimit()
{
    if (limitReached() && position.sample < data->train.size())
        atLimit = Checkpoint { position, best };
}

void Trainer::Impl::validateChunk()
{
    const Clock::time_point start = Clock::now();
    const std::size_t done = position.validation.images;
    const std::size_t count = std::min(validationChunk(), validationOrder.size() - done);
    const auto which = std::span(validationOrder).subspan(done, count);
    fill(data->validation, *validationImages, which);
    const auto rest = std::span(validationOrder).subspan(done + count);
    validationImages->expect(rest.first(std::min(rest.size(), validationChunk())), position.epoch);
    position.validation.add(model.evaluate(labels, pool));
    position.seconds += secondsSince(start);
}

EpochReport Trainer::Impl::closeEpoch()
{
    EpochReport report { .epoch = position.epoch,
        .batch = position.batches,
        .trainLoss = position.train.meanLoss(),
        .trainAccuracy = position.train.accuracy(),
        .valLoss = {},
        .valAccuracy = {},
        .seconds = position.seconds,
        .best = false };
    const bool validated = position.validation.images > 0;
    if (const double loss = position.validation.meanLoss(); validated && std::isfinite(loss)) {
        report.valLoss = loss;
        report.valAccuracy = position.validation.accuracy();
        report.best = !position.best || loss < *position.best->valLoss;
    }
    report.validationFailed = validated && !report.valLoss;
    if (report.best) {
        position.best = report;
        best = copy(model.parameterValues());
    }
    if (position.sample == data->train.size()) // else a limit broke it off
        position.epochsDone = position.epoch;
    const int lastBetter = position.best ? position.best->epoch : 0;
    const bool tired
        = config.patience > 0 && validated && position.epoch - lastBetter >= config.patience;
    if (limitReached())
        stopReason = StopReason::MaxBatches;
    else if (position.epoch >= config.epochs)
        stopReason = StopReason::Epochs;
    else if (tired)
        stopReason = StopReason::Patience;
    else
        beginEpoch();
    return report;
}

std::shared_ptr<const TrainedModel> Trainer::Impl::copy(std::vector<NamedTensor> parameters) const
{
    return std::make_shared<const TrainedModel>(TrainedModel { .spec = model.spec(),
        .classes = data->classes,
        .preprocessing = data->preprocessing,
        .parameters = std::move(parameters),
        .batch = position.batches,
        .epoch = position.epoch });
}

} // namespace convscope
