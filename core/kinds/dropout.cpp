// SPDX-License-Identifier: GPL-3.0-or-later
// Dropout: switches off random values in training (Srivastava et al. 2014, "Dropout: A Simple Way
// to Prevent Neural Networks from Overfitting").
#include "core/layer/kind.h"
#include <algorithm>

namespace convscope::kinds {

namespace {

/// In training y = x / (1 − rate) with probability 1 − rate, else 0; in prediction y = x. Which
/// values stay follows from the seed, the step and the sample's place in the batch, so backward()
/// draws the same ones again and nothing has to be kept.
class Dropout final : public Layer {
public:
    explicit Dropout(double rate)
        : m_rate(rate)
    {
    }

    Shape build(const Shape &in, std::span<const Shape> others) override;
    void initialize(Rng &rng) override;
    InPlace inPlace() const override { return InPlace::Overwrites; }
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work) override;

private:
    void drop(const Scalar *from, Scalar *to, const BatchShard &shard, const Work &work) const;

    double m_rate;
    std::uint64_t m_seed = 0;
    std::size_t m_size = 0;
};

Shape Dropout::build(const Shape &in, std::span<const Shape>)
{
    m_size = in.size();
    return in;
}

void Dropout::initialize(Rng &rng)
{
    m_seed = (std::uint64_t(rng.next()) << 32U) | rng.next();
}

void Dropout::drop(const Scalar *from, Scalar *to, const BatchShard &shard, const Work &work) const
{
    constexpr double kRange = 4294967296.0; // numbers that Rng::next() can give
    const auto dropped = static_cast<std::uint32_t>(m_rate * kRange);
    const auto scale = Scalar(1 / (1 - m_rate));
    for (int n = shard.begin; n < shard.end; ++n, from += m_size, to += m_size) {
        Rng rng(m_seed + work.step, std::uint64_t(n));
        for (std::size_t i = 0; i < m_size; ++i)
            to[i] = rng.next() < dropped ? 0 : from[i] * scale;
    }
}

void Dropout::forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work)
{
    if (work.mode == Mode::Train)
        drop(x, y, shard, work);
    else if (x != y)
        std::copy_n(x, std::size_t(shard.size()) * m_size, y);
}

void Dropout::backward(const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx,
    const BatchShard &shard, const Work &work)
{
    if (dx && work.mode == Mode::Train)
        drop(dy, dx, shard, work);
    else if (dx && dx != dy)
        std::copy_n(dy, std::size_t(shard.size()) * m_size, dx);
}

Formula explain(const ValueSource &from)
{
    return copiedFrom(
        from.place, from.x(), { "unchanged: dropout works while the network learns" });
}

} // namespace

LayerKind dropout()
{
    constexpr double kMax = 0.95;
    return { .name = "dropout",
        .stem = "dropout",
        .text = KindText { "Dropout", "Dropout", "dropout",
            "Switches off random values during training, so that the network cannot rely on any "
            "single one" },
        .options
        = { Field::real("rate", 0.5, 0, kMax, "share of the values that are switched off") },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<Dropout>(number(o, "rate"));
        },
        .reads = sameValue,
        .explain = explain,
        .explainBackward
        = [](const GradientSource &from) { return gradientAsItIs(from, from.place); },
        .onnx = [](const LayerOptions &) { return OnnxNodes {}; },
        .c = CCode { "", CCode::Nowhere },
        .python = PythonCode { "x", "x" } };
}

} // namespace convscope::kinds
