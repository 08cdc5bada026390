// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/model.h"
#include "core/base/error.h"
#include "core/nn/layer_chain.h"
#include <algorithm>

namespace convscope {

namespace {

/// Depends on the batch size alone; see Piece. Pieces of four samples share the reading of weights
/// and still give small batches enough parts for a few threads.
int pieceCount(int batch)
{
    constexpr int kSamples = 4, kFew = 8, kMost = 16;
    return std::min({ std::max((batch + kSamples - 1) / kSamples, std::min(batch, kFew)), kMost });
}

Piece pieceAt(int index, int pieces, int batch)
{
    const auto bound = [&](int i) {
        return static_cast<int>(std::int64_t(i) * batch / pieces);
    };
    return { index, bound(index), bound(index + 1) };
}

int largestPiece(int batch)
{
    int largest = 0;
    for (int size = 1; size <= batch; ++size)
        largest = std::max(largest, (size + pieceCount(size) - 1) / pieceCount(size));
    return largest;
}

} // namespace

struct Model::Impl {
    ModelSpec spec;
    LayerChain chain;
    std::vector<ParameterRef> parameters;
    struct GradientTask {
        std::size_t layer;
        int task;
    };
    std::vector<GradientTask> gradientTasks;

    // The plan: which buffer holds what. Buffer 0 is the input; in-place layers share.
    bool keepOutputs = false;
    bool planned = false;
    int capacity = 0, gradientCapacity = 0; // largest batch there is room for
    std::vector<std::size_t> outputBuffer; // of each layer
    std::vector<Buffer> buffers;
    std::vector<std::size_t>
        gradientBuffer; // of d(loss)/d(input of layer i); one more: the logits'
    std::vector<Buffer> gradients; // the first one is d(loss)/d(logits)
    std::size_t scratchSize = 0;
    std::vector<Buffer> scratch; // one a worker
    LossOptions loss;
    Buffer probabilities;
    std::vector<double> losses; // one a sample
    std::vector<char> hits;
    int count = 0; // samples of the current batch

    std::size_t layerCount() const { return chain.layers.size(); }
    const Shape &outputShape() const { return chain.summaries.back().output; }
    std::size_t classes() const { return outputShape().size(); }

    void shareBuffers();
    void reserve(int batch);
    void reserveGradients(int batch);
    void reserveScratch(int workers);
    const Scalar *inputOf(std::size_t layer) const
    {
        return buffers[layer == 0 ? 0 : outputBuffer[layer - 1]].data();
    }
    Scalar *outputOf(std::size_t layer) { return buffers[outputBuffer[layer]].data(); }
    void forwardPiece(const Piece &piece, const Work &work);
    void backwardPiece(const Piece &piece, const Work &work);
    void score(const Piece &piece, std::span<const int> labels, bool wantGradient);
    BatchTotals totals() const;
    Work workFor(int worker, Mode mode) { return { mode, scratch[std::size_t(worker)] }; }
};

// A layer that can work in place does so unless somebody still needs what lies there.
void Model::Impl::shareBuffers()
{
    outputBuffer.clear();
    std::vector<bool> needed { true }; // of each buffer; the input must survive
    std::size_t last = 0;
    for (const auto &layer : chain.layers) {
        const InPlace inPlace = layer->inPlace();
        const bool shares = !keepOutputs
            && (inPlace == InPlace::Identity || (inPlace == InPlace::Overwrites && !needed[last]));
        if (!shares) {
            last = needed.size();
            needed.push_back(false);
        }
        if (layer->keepsOutput())
            needed[last] = true;
        outputBuffer.push_back(last);
    }
    buffers.assign(needed.size(), {});
    std::size_t buffer = 0;
    gradientBuffer.assign(layerCount() + 1, 0);
    for (std::size_t i = layerCount(); i-- > 0;) {
        if (chain.layers[i]->inPlace() == InPlace::No)
            ++buffer;
        gradientBuffer[i] = buffer;
    }
    gradients.assign(buffer + 1, {});
    planned = true;
}

void Model::Impl::reserve(int batch)
{
    if (!planned)
        shareBuffers();
    if (batch <= capacity)
        return;
    capacity = batch;
    buffers[0].resize(std::size_t(batch) * spec.input.size());
    for (std::size_t i = 0; i < layerCount(); ++i)
        buffers[outputBuffer[i]].resize(std::size_t(batch) * chain.summaries[i].output.size());
    probabilities.resize(std::size_t(batch) * classes());
    losses.resize(std::size_t(batch));
    hits.resize(std::size_t(batch));
    scratchSize = 0;
    for (const auto &layer : chain.layers)
        scratchSize = std::max(scratchSize, layer->plan(pieceCount(batch), largestPiece(batch)));
    scratch.clear();
}

void Model::Impl::reserveGradients(int batch)
{
    if (batch <= gradientCapacity)
        return;
    gradientCapacity = batch;
    for (std::size_t i = 0; i < layerCount(); ++i) {
        Buffer &dy = gradients[gradientBuffer[i + 1]];
        dy.resize(std::max(dy.size(), std::size_t(batch) * chain.summaries[i].output.size()));
    }
}

void Model::Impl::reserveScratch(int workers)
{
    while (scratch.size() < std::size_t(workers))
        scratch.emplace_back(scratchSize);
}

void Model::Impl::forwardPiece(const Piece &piece, const Work &work)
{
    for (std::size_t i = 0; i < layerCount(); ++i)
        chain.layers[i]->forward(inputOf(i), outputOf(i), piece, work);
    const Scalar *logits = outputOf(layerCount() - 1);
    for (auto n = std::size_t(piece.begin); n < std::size_t(piece.end); ++n)
        softmax({ logits + n * classes(), classes() },
            { probabilities.data() + n * classes(), classes() });
}

void Model::Impl::backwardPiece(const Piece &piece, const Work &work)
{
    for (std::size_t i = layerCount(); i-- > 0;) {
        const Scalar *dy = gradients[gradientBuffer[i + 1]].data();
        Scalar *dx = i == 0 ? nullptr : gradients[gradientBuffer[i]].data();
        chain.layers[i]->backward(inputOf(i), outputOf(i), dy, dx, piece, work);
    }
}

void Model::Impl::score(const Piece &piece, std::span<const int> labels, bool wantGradient)
{
    const LossOptions plain;
    const LossOptions &options = wantGradient ? loss : plain;
    const double total = totalWeight(labels, options);
    const Scalar *logits = outputOf(layerCount() - 1);
    for (auto n = std::size_t(piece.begin); n < std::size_t(piece.end); ++n) {
        const std::span<const Scalar> own { logits + n * classes(), classes() };
        // Such that the sum divided by the samples is the mean by weight.
        losses[n] = smoothedCrossEntropy(own, labels[n], options) * (count / total);
        hits[n] = std::ranges::max_element(own) - own.begin() == labels[n];
        if (wantGradient)
            smoothedCrossEntropyGradient({ probabilities.data() + n * classes(), classes() },
                labels[n], options, Scalar(1) / Scalar(total),
                { gradients[0].data() + n * classes(), classes() });
    }
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
        for (Parameter &parameter : layer.parameters())
            m_impl->parameters.push_back(
                { m_impl->spec.layers[i].name + "." + parameter.name, &parameter });
        for (int task = 0; task < layer.gradientTasks(); ++task)
            m_impl->gradientTasks.push_back({ i, task });
    }
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

std::vector<NamedTensor> Model::parameterValues() const
{
    std::vector<NamedTensor> values;
    for (const ParameterRef &ref : m_impl->parameters)
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
        if (std::ranges::count(m_impl->parameters, value.name, &ParameterRef::name) == 0)
            throw Error("'" + value.name + "' is no parameter of this model");
    for (const ParameterRef &ref : m_impl->parameters) {
        const auto found = std::ranges::find(values, ref.name, &NamedTensor::name);
        if (found == values.end())
            throw Error("the weights of '" + ref.name + "' are missing");
        if (found->value.dims() != ref.parameter->value.dims())
            throw Error("'" + ref.name + "' is " + shown(found->value) + ", but this model needs "
                + shown(ref.parameter->value));
    }
    for (const ParameterRef &ref : m_impl->parameters)
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
    return m_impl->buffers[0].data();
}

void Model::forward(int count, Mode mode, ThreadPool &pool)
{
    assert(count <= m_impl->capacity);
    m_impl->count = count;
    m_impl->reserveScratch(pool.threads());
    const int pieces = pieceCount(count);
    pool.run(pieces, [&](int index, int worker) {
        m_impl->forwardPiece(pieceAt(index, pieces, count), m_impl->workFor(worker, mode));
    });
}

BatchTotals Model::train(std::span<const int> labels, ThreadPool &pool)
{
    Impl &impl = *m_impl;
    const int count = static_cast<int>(labels.size());
    assert(count <= impl.capacity);
    impl.count = count;
    impl.reserveScratch(pool.threads());
    impl.reserveGradients(impl.capacity);
    const int pieces = pieceCount(count);
    pool.run(pieces, [&](int index, int worker) {
        const Piece piece = pieceAt(index, pieces, count);
        const Work work = impl.workFor(worker, Mode::Train);
        impl.forwardPiece(piece, work);
        impl.score(piece, labels, true);
        impl.backwardPiece(piece, work);
    });
    pool.run(static_cast<int>(impl.gradientTasks.size()), [&](int index, int) {
        const auto [layer, task] = impl.gradientTasks[std::size_t(index)];
        impl.chain.layers[layer]->gradientTask(task, impl.inputOf(layer),
            impl.gradients[impl.gradientBuffer[layer + 1]].data(), count, pieces);
    });
    return impl.totals();
}

BatchTotals Model::evaluate(std::span<const int> labels, ThreadPool &pool, std::span<double> losses)
{
    Impl &impl = *m_impl;
    const int count = static_cast<int>(labels.size());
    impl.reserveScratch(pool.threads());
    impl.count = count;
    const int pieces = pieceCount(count);
    pool.run(pieces, [&](int index, int worker) {
        const Piece piece = pieceAt(index, pieces, count);
        impl.forwardPiece(piece, impl.workFor(worker, Mode::Infer));
        impl.score(piece, labels, false);
    });
    if (!losses.empty())
        std::copy_n(impl.losses.begin(), count, losses.begin());
    return impl.totals();
}

std::span<const Scalar> Model::logits() const
{
    return { m_impl->outputOf(m_impl->layerCount() - 1),
        std::size_t(m_impl->count) * m_impl->classes() };
}

std::span<const Scalar> Model::probabilities() const
{
    return { m_impl->probabilities.data(), std::size_t(m_impl->count) * m_impl->classes() };
}

std::span<const Scalar> Model::output(std::size_t i) const
{
    return { m_impl->outputOf(i),
        std::size_t(m_impl->count) * m_impl->chain.summaries[i].output.size() };
}

void Model::keepOutputs(bool keep)
{
    assert(m_impl->capacity == 0); // before the first batch
    m_impl->keepOutputs = keep;
    m_impl->planned = false;
}

} // namespace convscope
