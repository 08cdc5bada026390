// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/rounding.h"
#include "core/base/words.h"
#include "core/train/loop/trainer_impl.h"
#include <functional>
#include <utility>

namespace convscope {

Trainer::Trainer(RunConfig config, std::shared_ptr<const TrainingData> data,
    const std::vector<NamedTensor> &initial)
    : m_impl(std::make_unique<Impl>(std::move(config), std::move(data)))
{
    if (initial.empty())
        return;
    if (const std::string layer = layerWithError(initial); !layer.empty())
        throw Error("layer '" + layer
            + "': its starting weights hold values that are not finite numbers; give others");
    m_impl->model.setParameterValues(initial);
}

Trainer::~Trainer() = default;

StepReport Trainer::step(BatchDetails *details)
{
    assert(!finished());
    Impl &impl = *m_impl;
    StepReport report;
    const std::size_t toValidate = impl.data->validation.size();
    if (!impl.epochTrained())
        impl.trainBatch(report, details);
    else if (impl.position.validation.images < toValidate)
        impl.validateChunk();
    if (!finished() && impl.epochTrained() && impl.position.validation.images == toValidate)
        report.epoch = impl.closeEpoch();
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

std::optional<Divergence> Trainer::divergence() const
{
    return m_impl->divergence;
}

void Trainer::change(std::string_view setting, double value)
{
    RunConfig changed = m_impl->config;
    setChecked(changed, liveSetting(setting), value); // throws before anything is changed
    checkRule(changed, liveSetting(setting));
    checkRunConfig(changed);
    m_impl->batchRequested = setting == kBatchSize ? changed.batch : m_impl->batchRequested;
    changed.batch = m_impl->config.batch;
    const int epochsPlanned = std::exchange(m_impl->config, std::move(changed)).epochs;
    if (setting == kEpochs)
        m_impl->compareRates(epochsPlanned);
}

void Trainer::watchLayers(bool on)
{
    Impl &impl = *m_impl;
    impl.relus = on ? std::make_unique<ReluWatch>(impl.model.layers()) : nullptr;
    impl.model.setWatch(impl.relus.get());
}

const std::vector<SettingChange> &Trainer::changes() const
{
    return m_impl->changes;
}

RunConfig Trainer::startConfig() const
{
    RunConfig config = m_impl->config;
    setValues(config, m_impl->inEffect);
    config = settingsAt(std::move(config), m_impl->changes, 0);
    config.epochs = m_impl->config.epochs;
    return config;
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
    return m_impl->batchesTotal();
}

double Trainer::epochsTotal() const
{
    return m_impl->epochsTotal();
}

std::optional<RateJump> Trainer::rateJump() const
{
    return m_impl->rateJump;
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
    const Impl &impl = *m_impl;
    OptimizerState optimizer = impl.optimizer->state();
    const auto &best = impl.atLimit ? impl.atLimit->best : impl.best;
    std::vector<NamedTensor> tensors;
    const auto add = [&](const std::string &prefix, std::vector<NamedTensor> values) {
        for (NamedTensor &value : values)
            tensors.push_back({ prefix + value.name, std::move(value.value) });
    };
    add("model.", impl.model.parameterValues());
    add("optimizer.", std::move(optimizer.moments));
    if (best)
        add("best.", best->parameters);
    metadata["position"] = toText(impl.atLimit ? impl.atLimit->position : impl.position);
    metadata["optimizer_steps"] = std::to_string(optimizer.steps);
    RunConfig next = impl.config;
    next.batch = impl.batchRequested;
    metadata["settings"] = toText(TrainerSettings { impl.inEffect, valuesOf(next), impl.changes });
    metadata["stopped_by"] = toString(impl.stopReason);
    return tensors;
}

namespace {

const std::string &textOf(
    const std::map<std::string, std::string> &metadata, const std::string &key)
{
    const auto found = metadata.find(key);
    if (found == metadata.end())
        throw Error("the saved state lacks '" + key + "'; start the run anew");
    return found->second;
}

} // namespace

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
    Impl &impl = *m_impl;
    const TrainerPosition position = positionFromText(textOf(metadata, "position"));
    if (position.sample > impl.data->train.size())
        throw Error("the saved state is of a run over more images; open the same dataset");
    OptimizerState optimizer { .steps = integerFromText(textOf(metadata, "optimizer_steps")),
        .moments = part("optimizer.") };
    const std::vector<NamedTensor> weights = part("model.");
    for (const auto &values : { std::cref(weights), std::cref(std::as_const(optimizer.moments)) })
        if (const std::string layer = layerWithError(values); !layer.empty())
            throw Error("the saved state of layer '" + layer
                + "' holds values that are not finite numbers, so it cannot go on; start a new "
                  "run");
    impl.model.setParameterValues(weights);
    impl.optimizer->setState(optimizer);
    impl.beforeStep.reset();
    impl.position = position;
    impl.order = epochOrder(
        impl.data->train.size(), impl.config.seed, position.epoch, impl.config.shuffle);
    impl.takeSettings(metadata);
    impl.best.reset();
    if (position.best) {
        TrainedModel best = *impl.copy(part("best."));
        best.batch = position.best->batch;
        best.epoch = position.best->epoch;
        impl.best = std::make_shared<const TrainedModel>(std::move(best));
    }
    impl.resume();
    impl.rateJump.reset();
    if (impl.stopReason == StopReason::None)
        impl.compareRates(impl.epochsSaved);
}

// A finished epoch was followed by the next one's beginning, unless the run was over: more epochs
// asked for on resuming begin here.
void Trainer::Impl::resume()
{
    stopReason = StopReason::None;
    divergence.reset();
    atLimit.reset();
    if (position.epochsDone == position.epoch) {
        if (position.epoch >= config.epochs) {
            stopReason = StopReason::Epochs;
            return;
        }
        beginEpoch();
    }
    if (limitReached() && position.sample == 0)
        stopReason = StopReason::MaxBatches; // there is nothing more to validate either
    noteLimit();
}

// Runs of before settings could be changed on the way saved the learning rate alone.
void Trainer::Impl::takeSettings(const std::map<std::string, std::string> &metadata)
{
    epochsSaved = config.epochs;
    if (!metadata.contains("settings")) {
        setChecked(config, liveSetting(kLearningRate),
            numberFromText(textOf(metadata, std::string(kLearningRate))));
        inEffect = valuesOf(config);
        return;
    }
    const TrainerSettings saved = settingsFromText(metadata.at("settings"));
    RunConfig last = config, next = config; // the file's settings are checked before they count
    setValues(last, saved.inEffect);
    setValues(next, saved.requested);
    epochsSaved = std::exchange(next.epochs, config.epochs);
    batchRequested = std::exchange(next.batch, last.batch);
    config = std::move(next);
    inEffect = saved.inEffect;
    changes = saved.changes;
    optimizer->setMomentum(config.optimizer.momentum);
    optimizer->setWeightDecay(config.optimizer.weightDecay);
    reserveImages();
}

std::string toString(const RateJump &jump)
{
    return "the run now has " + counted(std::size_t(jump.epochs), "epoch") + " instead of "
        + std::to_string(jump.epochsPlanned)
        + ", over which its schedule spreads anew: the learning rate goes on at "
        + significantText(jump.rate) + ", not " + significantText(jump.planned);
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
    case StopReason::Diverged:
        return "diverged";
    }
    return "";
}

} // namespace convscope
