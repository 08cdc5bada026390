// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer.h"
#include "core/base/error.h"
#include "core/nn/model.h"
#include "core/optim/gradient_clip.h"
#include "core/train/batch_pictures.h"
#include "core/train/epoch_order.h"
#include "core/train/trainer_state.h"
#include <algorithm>
#include <chrono>

namespace convscope {

namespace {

constexpr std::size_t kFewestAtOnce = 64; // pictures evaluated in one step()

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void requireTwoClasses(const TrainingData &data)
{
    const auto &labels = data.train.labels;
    if (std::ranges::adjacent_find(labels, std::ranges::not_equal_to()) == labels.end())
        throw Error("all training pictures are of one class ("
            + data.classes[static_cast<std::size_t>(labels.front())]
            + "), so there is nothing to tell apart; training takes at least two classes");
}

} // namespace

struct Trainer::Impl {
    Impl(RunConfig runConfig, std::shared_ptr<const TrainingData> runData);

    void fill(const ImageSet &set, BatchPictures &pictures, std::span<const std::uint32_t> which);
    std::span<const std::uint32_t> batchAfter(std::size_t count) const;
    BatchReport trainBatch();
    void validateChunk();
    EpochReport closeEpoch();
    void beginEpoch();
    std::int64_t batchesOfAllEpochs() const;
    double scheduledRate() const;
    // No more than training makes room for, unless its batches are very small.
    std::size_t validationChunk() const
    {
        return std::max(kFewestAtOnce, std::size_t(config.batch));
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
    std::vector<std::uint32_t> order; // of the current epoch
    std::vector<std::uint32_t> validationOrder;
    std::vector<int> labels; // of the current batch
    std::optional<BatchPictures> trainPictures, validationPictures;
    std::shared_ptr<const TrainedModel> best;
    StopReason stopReason = StopReason::None;
};

Trainer::Impl::Impl(RunConfig runConfig, std::shared_ptr<const TrainingData> runData)
    : config(std::move(runConfig))
    , data(std::move(runData))
    , model(config.model, config.seed)
    , optimizer(optimizerInfo(config.optimizer.kind).create(config.optimizer, model.parameters()))
    , clip(model.parameters())
    , pool(config.threads, true)
    , validationOrder(epochOrder(data->validation.size(), 0, 0, false))
{
    if (data->train.size() == 0)
        throw Error("there are no training pictures; open a dataset with pictures in it");
    requireTwoClasses(*data);
    if (config.batch < 1 || config.epochs < 1)
        throw Error("batch size and epochs must be at least 1");
    if (model.classes() != static_cast<int>(data->classes.size()))
        throw Error("layer " + std::to_string(model.layers().size()) + " ("
            + model.layers().back().name + "): it has " + std::to_string(model.classes())
            + " outputs, but the data has " + std::to_string(data->classes.size())
            + " classes; the last layer must have one output a class");
    if (model.spec().input != data->preprocessing.shape())
        throw Error("the model expects " + toString(model.spec().input)
            + " pictures, but the data is " + toString(data->preprocessing.shape())
            + "; choose the same channels and size");
    config.model = model.spec();
    checkSchedule(config.schedule);
    const bool balanced = config.classWeights == ClassWeights::Balanced;
    model.setLoss({ .labelSmoothing = config.labelSmoothing,
        .classWeights = balanced ? balancedWeights(data->train.labels, model.classes())
                                 : std::vector<double>() });
    const std::size_t most = std::max(std::min(std::size_t(config.batch), data->train.size()),
        std::min(validationChunk(), data->validation.size()));
    labels.reserve(most);
    model.input(static_cast<int>(most)); // takes all memory now
    trainPictures.emplace(*data, data->train, config.augment, config.seed, most);
    validationPictures.emplace(*data, data->validation, AugmentOptions {}, config.seed, most);
    beginEpoch();
}

void Trainer::Impl::beginEpoch()
{
    position.beginEpoch();
    order = epochOrder(data->train.size(), config.seed, position.epoch, config.shuffle);
}

void Trainer::Impl::fill(
    const ImageSet &set, BatchPictures &pictures, std::span<const std::uint32_t> which)
{
    labels.clear();
    for (const std::uint32_t index : which)
        labels.push_back(set.labels[index]);
    pictures.write(which, position.epoch, model.input(static_cast<int>(which.size())), pool);
}

/// What comes after the next `count` pictures of the epoch.
std::span<const std::uint32_t> Trainer::Impl::batchAfter(std::size_t count) const
{
    const auto rest = std::span(order).subspan(position.sample + count);
    return rest.first(std::min(rest.size(), std::size_t(config.batch)));
}

std::int64_t Trainer::Impl::batchesOfAllEpochs() const
{
    const auto batch = std::size_t(config.batch);
    return std::int64_t((data->train.size() + batch - 1) / batch) * config.epochs;
}

// Of the batch about to be trained. From where the run stands alone, so that a resumed one needs no
// history. A limit of batches only cuts a run short: until there it is the run without the limit.
double Trainer::Impl::scheduledRate() const
{
    return config.optimizer.rate
        * rateFactor(config.schedule,
            { .batch = position.batches,
                .batches = batchesOfAllEpochs(),
                .epoch = position.epoch,
                .epochs = config.epochs });
}

BatchReport Trainer::Impl::trainBatch()
{
    const Clock::time_point start = Clock::now();
    const std::size_t count = std::min(std::size_t(config.batch), order.size() - position.sample);
    const auto which = std::span(order).subspan(position.sample, count);
    fill(data->train, *trainPictures, which);
    trainPictures->expect(batchAfter(count), position.epoch);
    model.setStep(std::uint64_t(position.batches));
    const BatchTotals totals = model.train(labels, pool);
    if (config.clipNorm > 0)
        clip.apply(config.clipNorm, pool);
    const double rate = scheduledRate();
    optimizer->setRate(rate);
    optimizer->step(pool);
    position.sample += count;
    ++position.batches;
    position.train.add(totals);
    position.seconds += secondsSince(start);
    return { .batch = position.batches,
        .epoch = position.epoch,
        .loss = totals.loss / totals.count,
        .accuracy = double(totals.correct) / totals.count,
        .learningRate = rate,
        .seconds = position.seconds,
        .images = totals.count };
}

void Trainer::Impl::validateChunk()
{
    const Clock::time_point start = Clock::now();
    const std::size_t done = position.validation.images;
    const std::size_t count = std::min(validationChunk(), validationOrder.size() - done);
    const auto which = std::span(validationOrder).subspan(done, count);
    fill(data->validation, *validationPictures, which);
    const auto rest = std::span(validationOrder).subspan(done + count);
    validationPictures->expect(
        rest.first(std::min(rest.size(), validationChunk())), position.epoch);
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
    if (position.validation.images > 0) {
        report.valLoss = position.validation.meanLoss();
        report.valAccuracy = position.validation.accuracy();
        report.best = !position.best || *report.valLoss < *position.best->valLoss;
    }
    if (report.best) {
        position.best = report;
        best = copy(model.parameterValues());
    }
    position.epochsDone = position.epoch;
    const bool tired = config.patience > 0 && position.best
        && position.epoch - position.best->epoch >= config.patience;
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

Trainer::Trainer(RunConfig config, std::shared_ptr<const TrainingData> data,
    const std::vector<NamedTensor> &initial)
    : m_impl(std::make_unique<Impl>(std::move(config), std::move(data)))
{
    if (!initial.empty())
        m_impl->model.setParameterValues(initial);
}

Trainer::~Trainer() = default;

StepReport Trainer::step()
{
    assert(!finished());
    StepReport report;
    if (!m_impl->epochTrained())
        report.batch = m_impl->trainBatch();
    else
        m_impl->validateChunk();
    if (m_impl->epochTrained()
        && m_impl->position.validation.images == m_impl->data->validation.size())
        report.epoch = m_impl->closeEpoch();
    return report;
}

bool Trainer::finished() const
{
    return m_impl->stopReason != StopReason::None;
}

void Trainer::stop()
{
    if (!finished())
        m_impl->stopReason = StopReason::Person;
}

StopReason Trainer::stopReason() const
{
    return m_impl->stopReason;
}

void Trainer::setLearningRate(double rate)
{
    m_impl->config.optimizer.rate = rate;
}

const RunConfig &Trainer::config() const
{
    return m_impl->config;
}

const TrainingData &Trainer::data() const
{
    return *m_impl->data;
}

std::int64_t Trainer::batchesDone() const
{
    return m_impl->position.batches;
}

std::int64_t Trainer::batchesTotal() const
{
    const std::int64_t all = m_impl->batchesOfAllEpochs();
    return m_impl->config.maxBatches > 0 ? std::min(all, m_impl->config.maxBatches) : all;
}

int Trainer::epochsDone() const
{
    return m_impl->position.epochsDone;
}

std::optional<EpochReport> Trainer::bestEpoch() const
{
    return m_impl->position.best;
}

std::shared_ptr<const TrainedModel> Trainer::current() const
{
    return m_impl->copy(m_impl->model.parameterValues());
}

std::shared_ptr<const TrainedModel> Trainer::best() const
{
    return m_impl->best ? m_impl->best : current();
}

std::vector<NamedTensor> Trainer::state(std::map<std::string, std::string> &metadata) const
{
    const OptimizerState optimizer = m_impl->optimizer->state();
    std::vector<NamedTensor> tensors;
    const auto add = [&](const std::string &prefix, const std::vector<NamedTensor> &values) {
        for (const NamedTensor &value : values)
            tensors.push_back({ prefix + value.name, value.value });
    };
    add("model.", m_impl->model.parameterValues());
    add("optimizer.", optimizer.averages);
    if (m_impl->best)
        add("best.", m_impl->best->parameters);
    metadata["position"] = toText(m_impl->position);
    metadata["optimizer_steps"] = std::to_string(optimizer.steps);
    metadata["learning_rate"] = toText(m_impl->config.optimizer.rate);
    metadata["stopped_by"] = toString(m_impl->stopReason);
    return tensors;
}

void Trainer::setState(
    const std::vector<NamedTensor> &tensors, const std::map<std::string, std::string> &metadata)
{
    const auto part = [&](const std::string &prefix) {
        std::vector<NamedTensor> values;
        for (const NamedTensor &tensor : tensors)
            if (tensor.name.starts_with(prefix))
                values.push_back({ tensor.name.substr(prefix.size()), tensor.value });
        return values;
    };
    const auto text = [&](const std::string &key) {
        const auto found = metadata.find(key);
        if (found == metadata.end())
            throw Error("the saved state lacks '" + key + "'; start the run anew");
        return found->second;
    };
    const TrainerPosition position = positionFromText(text("position"));
    if (position.sample > m_impl->data->train.size())
        throw Error("the saved state is of a run over more pictures; open the same dataset");
    m_impl->model.setParameterValues(part("model."));
    m_impl->optimizer->setState(
        { .steps = integerFromText(text("optimizer_steps")), .averages = part("optimizer.") });
    m_impl->position = position;
    m_impl->order = epochOrder(
        m_impl->data->train.size(), m_impl->config.seed, position.epoch, m_impl->config.shuffle);
    setLearningRate(numberFromText(text("learning_rate")));
    if (position.best) {
        TrainedModel best = *m_impl->copy(part("best."));
        best.batch = position.best->batch;
        best.epoch = position.best->epoch;
        m_impl->best = std::make_shared<const TrainedModel>(std::move(best));
    }
    // A finished epoch was followed by the next one's beginning, unless the run was over: more
    // epochs asked for on resuming begin here.
    m_impl->stopReason = StopReason::None;
    if (position.epochsDone == position.epoch) {
        if (position.epoch >= m_impl->config.epochs)
            m_impl->stopReason = StopReason::Epochs;
        else
            m_impl->beginEpoch();
    }
}

std::string_view toString(StopReason reason)
{
    switch (reason) {
    case StopReason::None:
        return "";
    case StopReason::Epochs:
        return "epochs";
    case StopReason::MaxBatches:
        return "max-batches";
    case StopReason::Patience:
        return "patience";
    case StopReason::Person:
        return "stopped";
    }
    return "";
}

} // namespace convscope
