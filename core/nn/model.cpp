// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/model.h"
#include "core/base/error.h"
#include "core/kernels/elementwise.h"
#include "core/layer/shards.h"
#include "core/nn/model_memory.h"
#include <algorithm>
#include <array>

namespace convscope {

struct Model::Impl {
    ModelSpec spec;
    LayerChain chain;
    std::vector<ParameterRef> parameters; // the learnt ones
    std::vector<ParameterRef> statistics; // the others
    std::vector<ParameterRef> values; // both
    struct GradientTask {
        std::size_t layer;
        int task;
    };
    std::vector<GradientTask> gradientTasks;

    bool keepOutputs = false;
    ModelPlan plan;
    ModelMemory memory { plan };
    std::vector<Buffer> scratch; // one a worker
    std::size_t scratchSize = 0;

    std::uint64_t step = 0;
    ReluWatch *watch = nullptr;
    LossOptions loss;
    Buffer probabilities;
    std::vector<double> losses; // one a sample
    std::vector<char> hits;
    int count = 0; // samples of the current batch

    std::size_t layerCount() const { return chain.layers.size(); }
    const Shape &outputShape() const { return chain.summaries.back().output; }
    std::size_t classes() const { return outputShape().size(); }

    void reserve(int batch);
    void reserveWorkers(int workers);

    /// One shard on one worker.
    struct Place {
        const BatchShard &shard;
        int worker;
        Mode mode;
        std::span<const int> labels;
    };
    void runStages(const std::vector<PlanStage> &stages, Mode mode, std::span<const int> labels,
        ThreadPool &pool);
    void finishShards(const PlanStep &last, int shards);
    /// Room for the pointers that Work::others goes over.
    using OtherValues = std::array<const Scalar *, kMaxOthers>;
    Work workOf(std::size_t layer, const Place &place, OtherValues &room);
    void runStep(const PlanStep &one, const Place &place);
    void backward(std::size_t layer, const Place &place);
    void addOtherGradients(std::size_t layer, const Place &place);
    void score(const Place &place);
    void finishGradients(ThreadPool &pool);
    BatchTotals totals() const;
};

void Model::Impl::reserve(int batch)
{
    if (batch <= memory.capacity())
        return;
    memory.reserve(batch, largestShard(batch));
    probabilities.resize(std::size_t(batch) * classes());
    losses.resize(std::size_t(batch));
    hits.resize(std::size_t(batch));
    scratchSize = 0;
    for (const auto &layer : chain.layers)
        scratchSize = std::max(scratchSize, layer->plan(shardCount(batch), largestShard(batch)));
    scratch.clear();
}

void Model::Impl::reserveWorkers(int workers)
{
    memory.reserveWorkers(workers);
    while (scratch.size() < std::size_t(workers))
        scratch.emplace_back(scratchSize);
}

void Model::Impl::runStages(
    const std::vector<PlanStage> &stages, Mode mode, std::span<const int> labels, ThreadPool &pool)
{
    reserveWorkers(pool.threads());
    for (const PlanStage &stage : stages) {
        const int shards = stage.largeShards ? largeShardCount(count) : shardCount(count);
        pool.run(shards, [&](int index, int worker) {
            const BatchShard shard = shardAt(index, shards, count);
            for (const PlanStep &one : stage.steps)
                runStep(one, { shard, worker, mode, labels });
        });
        finishShards(stage.steps.back(), shards);
    }
}

void Model::Impl::finishShards(const PlanStep &last, int shards)
{
    if (last.op == PlanStep::CollectStatistics)
        chain.layers[last.layer]->finishStatistics(shards);
    if (last.op == PlanStep::CollectBackwardStatistics)
        chain.layers[last.layer]->finishBackwardStatistics(shards);
}

Work Model::Impl::workOf(std::size_t layer, const Place &place, OtherValues &room)
{
    const std::vector<int> &others = chain.others[layer];
    for (std::size_t i = 0; i < others.size(); ++i)
        room[i] = memory.at(plan.values[std::size_t(others[i]) + 1], place.shard, place.worker);
    return { place.mode, scratch[std::size_t(place.worker)],
        std::span<const Scalar *const>(room.data(), others.size()), step };
}

void Model::Impl::runStep(const PlanStep &one, const Place &place)
{
    const auto &[shard, worker, mode, labels] = place;
    const std::size_t i = one.layer;
    Layer &layer = *chain.layers[i];
    const Scalar *x = memory.at(plan.values[i], shard, worker);
    switch (one.op) {
    case PlanStep::CollectStatistics:
        layer.collectStatistics(x, shard);
        break;
    case PlanStep::Forward: {
        OtherValues others {};
        const Work work = workOf(i, place, others);
        Scalar *y = memory.at(plan.values[i + 1], shard, worker);
        if (watch && mode == Mode::Train && i == 1)
            watch->saw(0, x, shard); // no forward() where this one does the first one's work
        layer.forward(x, y, shard, work);
        if (watch && mode == Mode::Train)
            watch->forwarded(i, y, shard);
        break;
    }
    case PlanStep::Score:
        score(place);
        break;
    case PlanStep::AddOthers:
        addOtherGradients(i, place);
        break;
    case PlanStep::CollectBackwardStatistics:
        layer.collectBackwardStatistics(x, memory.at(plan.gradients[i + 1], shard, worker), shard);
        break;
    case PlanStep::Backward:
        backward(i, place);
        break;
    }
}

void Model::Impl::backward(std::size_t layer, const Place &place)
{
    const auto &[shard, worker, mode, labels] = place;
    OtherValues others {};
    const Work work = workOf(layer, place, others);
    const Scalar *x = memory.at(plan.values[layer], shard, worker);
    const Scalar *dy = memory.at(plan.gradients[layer + 1], shard, worker);
    for (std::size_t which = 0; which < work.others.size(); ++which)
        chain.layers[layer]->backwardOther(
            which, x, dy, memory.at(plan.otherGradients[layer][which], shard, worker), shard, work);
    chain.layers[layer]->backward(x, memory.at(plan.values[layer + 1], shard, worker), dy,
        layer == 0 ? nullptr : memory.at(plan.gradients[layer], shard, worker), shard, work);
}

// Into the gradient that came from the next layer.
void Model::Impl::addOtherGradients(std::size_t layer, const Place &place)
{
    Scalar *dy = memory.at(plan.gradients[layer + 1], place.shard, place.worker);
    for (const auto &[user, which] : plan.users[layer])
        blend(dy, memory.at(plan.otherGradients[user][which], place.shard, place.worker), dy, {},
            std::size_t(place.shard.size()) * chain.summaries[layer].output.size());
}

// Probabilities always; losses, hits and d(loss)/d(logits) where there are labels.
void Model::Impl::score(const Place &place)
{
    const auto &[shard, worker, mode, labels] = place;
    const LossOptions plain;
    const LossOptions &options = mode == Mode::Train ? loss : plain;
    const double total = totalWeight(labels, options);
    const Scalar *logits = memory.batch(plan.values.back());
    Scalar *gradient = mode == Mode::Train && memory.hasGradients()
        ? memory.at(plan.gradients.back(), shard, worker)
        : nullptr;
    for (auto n = std::size_t(shard.begin); n < std::size_t(shard.end); ++n) {
        const std::span<const Scalar> own { logits + n * classes(), classes() };
        const std::span<Scalar> ownProbabilities { probabilities.data() + n * classes(),
            classes() };
        softmax(own, ownProbabilities);
        if (labels.empty())
            continue;
        // Such that the sum divided by the samples is the mean by weight.
        losses[n] = smoothedCrossEntropy(own, labels[n], options) * (count / total);
        hits[n] = std::ranges::max_element(own) - own.begin() == labels[n];
        if (gradient)
            smoothedCrossEntropyGradient(ownProbabilities, labels[n], options,
                Scalar(1) / Scalar(total),
                { gradient + (n - std::size_t(shard.begin)) * classes(), classes() });
    }
}

void Model::Impl::finishGradients(ThreadPool &pool)
{
    // Below this handing over costs more than the work: values move from one core's cache to
    // another's.
    constexpr std::size_t kSmall = 1U << 17U;
    std::size_t work = 0;
    for (const ParameterRef &ref : parameters)
        work += ref.parameter->value.size() * std::size_t(count);
    const auto finish = [&](int index, int) {
        const auto [layer, task] = gradientTasks[std::size_t(index)];
        chain.layers[layer]->gradientTask(task, memory.batch(plan.values[layer]),
            memory.batch(plan.gradients[layer + 1]), count, shardCount(count));
    };
    const auto tasks = static_cast<int>(gradientTasks.size());
    if (work > kSmall)
        pool.run(tasks, finish);
    else
        for (int i = 0; i < tasks; ++i)
            finish(i, 0);
}

BatchTotals Model::Impl::totals() const
{
    BatchTotals totals { .loss = 0, .correct = 0, .count = count };
    for (std::size_t n = 0; n < std::size_t(count); ++n) {
        totals.loss += losses[n];
        totals.correct += hits[n];
    }
    return totals;
}

Model::Model(const ModelSpec &spec, std::uint64_t seed)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->spec = withNames(spec);
    m_impl->chain = buildLayers(m_impl->spec);
    for (std::size_t i = 0; i < m_impl->layerCount(); ++i) {
        Layer &layer = *m_impl->chain.layers[i];
        Rng rng(seed, i + 1); // a stream a layer: adding one does not change the others' weights
        layer.initialize(rng);
        for (Parameter &parameter : layer.parameters()) {
            const ParameterRef ref { m_impl->spec.layers[i].name + "." + parameter.name,
                &parameter };
            m_impl->values.push_back(ref);
            (parameter.trainable ? m_impl->parameters : m_impl->statistics).push_back(ref);
        }
        for (int task = 0; task < layer.gradientTasks(); ++task)
            m_impl->gradientTasks.push_back({ i, task });
    }
    m_impl->plan = planModel(m_impl->chain, false);
}

Model::~Model() = default;
Model::Model(Model &&) noexcept = default;
Model &Model::operator=(Model &&) noexcept = default;

const ModelSpec &Model::spec() const
{
    return m_impl->spec;
}

const std::vector<LayerSummary> &Model::layers() const
{
    return m_impl->chain.summaries;
}

int Model::classes() const
{
    return static_cast<int>(m_impl->classes());
}

const std::vector<Model::ParameterRef> &Model::parameters() const
{
    return m_impl->parameters;
}

const std::vector<Model::ParameterRef> &Model::statistics() const
{
    return m_impl->statistics;
}

std::vector<NamedTensor> Model::parameterValues() const
{
    std::vector<NamedTensor> values;
    for (const ParameterRef &ref : m_impl->values)
        values.push_back({ ref.name, ref.parameter->value });
    return values;
}

void Model::setParameterValues(const std::vector<NamedTensor> &values)
{
    const auto shown = [](const Tensor &tensor) {
        std::string text;
        for (const std::size_t dim : tensor.dims())
            text += (text.empty() ? "" : "×") + std::to_string(dim);
        return text.empty() ? std::string("a single number") : text;
    };
    for (const NamedTensor &value : values)
        if (std::ranges::count(m_impl->values, value.name, &ParameterRef::name) == 0)
            throw Error("'" + value.name + "' is no parameter of this model");
    for (const ParameterRef &ref : m_impl->values) {
        const auto found = std::ranges::find(values, ref.name, &NamedTensor::name);
        if (found == values.end())
            throw Error("the weights of '" + ref.name + "' are missing");
        if (found->value.dims() != ref.parameter->value.dims())
            throw Error("'" + ref.name + "' is " + shown(found->value) + ", but this model needs "
                + shown(ref.parameter->value));
    }
    for (const ParameterRef &ref : m_impl->values)
        ref.parameter->value = std::ranges::find(values, ref.name, &NamedTensor::name)->value;
}

void Model::setLoss(LossOptions loss)
{
    if (!loss.classWeights.empty() && loss.classWeights.size() != m_impl->classes())
        throw Error("there are " + std::to_string(loss.classWeights.size())
            + " class weights, but the model has " + std::to_string(m_impl->classes())
            + " outputs; give one a class");
    m_impl->loss = std::move(loss);
}

Scalar *Model::input(int count)
{
    m_impl->reserve(count);
    m_impl->count = count;
    return m_impl->memory.batch(0);
}

void Model::setWatch(ReluWatch *watch)
{
    m_impl->watch = watch;
}

void Model::setStep(std::uint64_t step)
{
    m_impl->step = step;
}

void Model::forward(int count, Mode mode, ThreadPool &pool)
{
    assert(count <= m_impl->memory.capacity());
    m_impl->count = count;
    const ModelPlan &plan = m_impl->plan;
    m_impl->runStages(mode == Mode::Train ? plan.forwards : plan.inferring, mode, {}, pool);
}

BatchTotals Model::train(std::span<const int> labels, ThreadPool &pool, std::span<double> losses)
{
    Impl &impl = *m_impl;
    const int count = static_cast<int>(labels.size());
    assert(count <= impl.memory.capacity());
    impl.count = count;
    impl.memory.reserveGradients();
    if (impl.watch)
        impl.watch->begin();
    impl.runStages(impl.plan.training, Mode::Train, labels, pool);
    impl.finishGradients(pool);
    if (!losses.empty())
        std::copy_n(impl.losses.begin(), count, losses.begin());
    return impl.totals();
}

BatchTotals Model::evaluate(std::span<const int> labels, ThreadPool &pool, std::span<double> losses)
{
    Impl &impl = *m_impl;
    const int count = static_cast<int>(labels.size());
    assert(count <= impl.memory.capacity());
    impl.count = count;
    impl.runStages(impl.plan.inferring, Mode::Infer, labels, pool);
    if (!losses.empty())
        std::copy_n(impl.losses.begin(), count, losses.begin());
    return impl.totals();
}

std::span<const Scalar> Model::logits() const
{
    return { m_impl->memory.batch(m_impl->plan.values.back()),
        std::size_t(m_impl->count) * m_impl->classes() };
}

std::span<const Scalar> Model::probabilities() const
{
    return { m_impl->probabilities.data(), std::size_t(m_impl->count) * m_impl->classes() };
}

std::span<const Scalar> Model::output(std::size_t i) const
{
    assert(m_impl->keepOutputs);
    return { m_impl->memory.batch(m_impl->plan.values[i + 1]),
        std::size_t(m_impl->count) * m_impl->chain.summaries[i].output.size() };
}

void Model::keepOutputs(bool keep)
{
    assert(m_impl->memory.capacity() == 0); // before the first batch
    m_impl->keepOutputs = keep;
    m_impl->plan = planModel(m_impl->chain, keep);
}

} // namespace convscope
