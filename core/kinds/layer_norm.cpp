// SPDX-License-Identifier: GPL-3.0-or-later
// Layer normalization over the channels at each place, as ConvNeXt has it (Ba, Kiros and Hinton
// 2016; Liu et al. 2022): y = weight[c] · (x − mean) / √(variance + epsilon) + bias[c].
#include "core/layer/kind.h"
#include <algorithm>
#include <array>
#include <cmath>

namespace convscope::kinds {

namespace {

class LayerNorm final : public Layer {
public:
    explicit LayerNorm(double epsilon)
        : m_epsilon(Scalar(epsilon))
    {
    }
    Shape build(const Shape &in, std::span<const Shape>) override
    {
        m_channels = std::size_t(in.c);
        m_area = in.area();
        const std::vector<std::size_t> dims { m_channels };
        m_parameters[0] = { "weight", Tensor(dims, 1), Tensor(dims) };
        m_parameters[1] = { "bias", Tensor(dims), Tensor(dims) };
        return in;
    }
    std::size_t plan(int shards, int) override
    {
        m_partials.resize(std::size_t(shards) * 2 * m_channels);
        return 4 * m_area; // mean, 1 / deviation, and two sums of the backward pass
    }
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override
    {
        Scalar *mean = work.scratch.data(), *inverse = mean + m_area;
        for (int n = 0; n < shard.size(); ++n) {
            measure(x, mean, inverse);
            for (std::size_t c = 0; c < m_channels; ++c, x += m_area, y += m_area)
                for (std::size_t i = 0; i < m_area; ++i)
                    y[i] = weight(c) * (x[i] - mean[i]) * inverse[i] + bias(c);
        }
    }
    void backward(const Scalar *x, const Scalar *, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work) override
    {
        double *own = m_partials.data() + std::size_t(shard.index) * 2 * m_channels;
        if (work.mode == Mode::Train)
            std::fill_n(own, 2 * m_channels, 0.0);
        Scalar *mean = work.scratch.data(), *inverse = mean + m_area;
        const std::size_t size = m_channels * m_area;
        for (int n = 0; n < shard.size(); ++n, x += size, dy += size) {
            measure(x, mean, inverse);
            if (work.mode == Mode::Train)
                addGradients(x, dy, mean, inverse, own);
            if (dx)
                inputGradient(x, dy, work.scratch.data(), dx + std::size_t(n) * size);
        }
    }
    int gradientTasks() const override { return 1; }
    void gradientTask(int, const Scalar *, const Scalar *, int, int shards) override
    {
        for (std::size_t i = 0; i < 2 * m_channels; ++i) {
            double sum = 0;
            for (int shard = 0; shard < shards; ++shard)
                sum += m_partials[std::size_t(shard) * 2 * m_channels + i];
            m_parameters[i / m_channels].gradient.values()[i % m_channels] = Scalar(sum);
        }
    }
    using Layer::parameters;
    std::span<Parameter> parameters() override { return m_parameters; }

private:
    Scalar weight(std::size_t c) const { return m_parameters[0].value.values()[c]; }
    Scalar bias(std::size_t c) const { return m_parameters[1].value.values()[c]; }

    /// Over the channels, of each place of one sample. Squares around the mean keep their digits.
    void measure(const Scalar *x, Scalar *mean, Scalar *inverse) const
    {
        std::fill_n(mean, m_area, Scalar(0));
        std::fill_n(inverse, m_area, Scalar(0));
        for (std::size_t c = 0; c < m_channels; ++c)
            for (std::size_t i = 0; i < m_area; ++i)
                mean[i] += x[c * m_area + i];
        for (std::size_t i = 0; i < m_area; ++i)
            mean[i] /= Scalar(m_channels);
        for (std::size_t c = 0; c < m_channels; ++c)
            for (std::size_t i = 0; i < m_area; ++i) {
                const Scalar distance = x[c * m_area + i] - mean[i];
                inverse[i] += distance * distance;
            }
        for (std::size_t i = 0; i < m_area; ++i)
            inverse[i] = 1 / std::sqrt(inverse[i] / Scalar(m_channels) + m_epsilon);
    }
    void addGradients(const Scalar *x, const Scalar *dy, const Scalar *mean, const Scalar *inverse,
        double *own) const
    {
        for (std::size_t c = 0; c < m_channels; ++c)
            for (std::size_t i = 0; i < m_area; ++i) {
                const double gradient = double(dy[c * m_area + i]);
                own[c] += gradient * double((x[c * m_area + i] - mean[i]) * inverse[i]);
                own[m_channels + c] += gradient;
            }
    }
    /// dx = (g − mean(g) − x̂ · mean(g · x̂)) / σ with g = weight · dy, as for a batch.
    void inputGradient(const Scalar *x, const Scalar *dy, Scalar *scratch, Scalar *dx) const
    {
        const Scalar *mean = scratch, *inverse = scratch + m_area;
        Scalar *sum = scratch + 2 * m_area, *product = scratch + 3 * m_area;
        std::fill_n(sum, 2 * m_area, Scalar(0));
        const auto normalized = [&](std::size_t c, std::size_t i) {
            return (x[c * m_area + i] - mean[i]) * inverse[i];
        };
        for (std::size_t c = 0; c < m_channels; ++c)
            for (std::size_t i = 0; i < m_area; ++i) {
                const Scalar g = weight(c) * dy[c * m_area + i];
                sum[i] += g;
                product[i] += g * normalized(c, i);
            }
        const Scalar count = Scalar(m_channels);
        for (std::size_t c = 0; c < m_channels; ++c)
            for (std::size_t i = 0; i < m_area; ++i)
                dx[c * m_area + i] = inverse[i]
                    * (weight(c) * dy[c * m_area + i] - sum[i] / count
                        - normalized(c, i) * product[i] / count);
    }

    Scalar m_epsilon;
    std::size_t m_channels = 0, m_area = 0;
    std::array<Parameter, 2> m_parameters;
    std::vector<double> m_partials; // [shard][weight, bias][channel]
};

struct Moments {
    double mean = 0, variance = 0;
};

Moments momentsAt(const ValueSource &from)
{
    Moments moments;
    const int channels = from.input.shape.c;
    const auto x = [&](int c) {
        return from.x({ c, from.place.row, from.place.column });
    };
    for (int c = 0; c < channels; ++c)
        moments.mean += x(c) / channels;
    for (int c = 0; c < channels; ++c)
        moments.variance += (x(c) - moments.mean) * (x(c) - moments.mean) / channels;
    return moments;
}

Formula explain(const ValueSource &from)
{
    const auto channel = std::size_t(from.place.channel);
    const auto [mean, variance] = momentsAt(from);
    Normalized n { .x = from.x(),
        .mean = mean,
        .variance = variance,
        .epsilon = from.number("epsilon"),
        .scale = from.parameter("weight", channel),
        .shift = from.parameter("bias", channel) };
    const double stddev = std::sqrt(n.variance + n.epsilon);
    n.normalized = (n.x - n.mean) / stddev;
    const double y = n.scale * n.normalized + n.shift;
    const double magnitude = std::abs(n.scale * n.x / stddev) + std::abs(n.scale * n.mean / stddev)
        + std::abs(n.shift);
    return { n, y, magnitude, normalizedSentences(n, y) };
}

Formula explainBackward(const GradientSource &from)
{
    const auto [mean, variance] = momentsAt(from);
    const double inverse = 1 / std::sqrt(variance + from.number("epsilon"));
    const int channels = from.input.shape.c;
    double sum = 0, product = 0, magnitude = 0, own = 0;
    for (int c = 0; c < channels; ++c) {
        const ValuePlace place { c, from.place.row, from.place.column };
        const double g = from.parameter("weight", std::size_t(c)) * from.dy(place);
        const double normalized = (from.x(place) - mean) * inverse;
        sum += g / channels;
        product += g * normalized / channels;
        magnitude += std::abs(g) + std::abs(g * normalized);
        if (c == from.place.channel)
            own = g;
    }
    const double rest = own - sum - (from.x() - mean) * inverse * product;
    Sentence sentence {
        "1 / √(variance + ε), times what is left of scale · gradient without its mean and its part "
        "along x: {} · {()} = {}",
        { inverse, rest, inverse * rest }
    };
    return { Product { { inverse, "1 / √(variance + ε)" }, { rest, "what is left" } },
        inverse * rest, inverse * magnitude, { std::move(sentence) } };
}

OnnxNodes onnx(const LayerOptions &o)
{
    const std::vector<OnnxAttribute> overChannels { { "axes", std::vector<std::int64_t> { 1 } } };
    return { .form = OnnxNodes::Form::Maps,
        .steps = { { "ReduceMean", { "x" }, overChannels, "mean" },
            { "Sub", { "x", "mean" }, {}, "distance" },
            { "Mul", { "distance", "distance" }, {}, "square" },
            { "ReduceMean", { "square" }, overChannels, "variance" },
            { "Add", { "variance", "epsilon" }, {}, "sum" }, { "Sqrt", { "sum" }, {}, "deviation" },
            { "Div", { "distance", "deviation" }, {}, "normalized" },
            { "Unsqueeze", { "$weight", "places" }, {}, "scales" },
            { "Unsqueeze", { "$bias", "places" }, {}, "shifts" },
            { "Mul", { "normalized", "scales" }, {}, "scaled" },
            { "Add", { "scaled", "shifts" } } },
        .constants = { { "epsilon", float(number(o, "epsilon")) },
            { "places", std::vector<std::int64_t> { 1, 2 } } } };
}

} // namespace

LayerKind layerNorm()
{
    return { .name = "layer_norm",
        .stem = "ln",
        .text = KindText { "Layer norm", "LN", "layer normalization",
            "Brings all values at a place of the maps to mean 0 and standard deviation 1, whatever "
            "the "
            "batch, "
            "then scales and shifts each map by learnt numbers" },
        .options = { Field::real(
            "epsilon", 1e-5, 1e-12, 1, "added to the variance, against division by zero") },
        .parameters = { { "weight", ParameterRole::Scale, "scale", onePerChannel },
            { "bias", ParameterRole::Bias, "offset", onePerChannel } },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<LayerNorm>(number(o, "epsilon"));
        },
        .reads = [](const LayerOptions &,
                     const Shape &) { return LayerWindow { .kind = LayerWindow::Kind::Channels }; },
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx = onnx,
        .c = CCode { "@_layer_norm(x, in, y, $weight, $bias, #epsilon)", CCode::InPlace, R"(
/* Over the channels at each place. */
static inline void @_layer_norm(const float *x, const @_shape *in, float *y, const float *weight,
    const float *bias, float epsilon)
{
    const int area = in->h * in->w;
    int c, i;
    for (i = 0; i < area; ++i) {
        float mean = 0.0f, variance = 0.0f, scale;
        for (c = 0; c < in->c; ++c)
            mean += x[c * area + i];
        mean /= (float)in->c;
        for (c = 0; c < in->c; ++c)
            variance += (x[c * area + i] - mean) * (x[c * area + i] - mean);
        scale = 1.0f / sqrtf(variance / (float)in->c + epsilon);
        for (c = 0; c < in->c; ++c)
            y[c * area + i] = weight[c] * (x[c * area + i] - mean) * scale + bias[c];
    }
}
)" },
        .python = PythonCode { "layer_norm(x, $weight, $bias, #epsilon)",
            "F.layer_norm(x.permute(0, 2, 3, 1), $weight.shape, $weight, $bias, #epsilon)"
            ".permute(0, 3, 1, 2)",
            { R"(
def layer_norm(x, weight, bias, epsilon):
    x = x - x.mean(axis=0)
    x = x / np.sqrt((x * x).mean(axis=0) + epsilon)
    return weight[:, None, None] * x + bias[:, None, None]
)" } } };
}

} // namespace convscope::kinds
