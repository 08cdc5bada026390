// SPDX-License-Identifier: GPL-3.0-or-later
// PReLU: y = x where x > 0, else weight[c] · x (He et al. 2015, "Delving Deep into Rectifiers").
#include "core/layer/kind.h"
#include <algorithm>
#include <array>

namespace convscope::kinds {

namespace {

/// Not in place: a slope may be negative or 0, and then y does not tell x.
class Prelu final : public Layer {
public:
    explicit Prelu(double start)
        : m_start(Scalar(start))
    {
    }
    Shape build(const Shape &in, std::span<const Shape>) override
    {
        m_channels = std::size_t(in.c);
        m_area = in.area();
        m_parameters[0] = { "weight", Tensor({ m_channels }, m_start), Tensor({ m_channels }) };
        return in;
    }
    std::size_t plan(int shards, int) override
    {
        m_partials.resize(std::size_t(shards) * m_channels);
        return 0;
    }
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &) override
    {
        for (int n = 0; n < shard.size(); ++n)
            for (std::size_t c = 0; c < m_channels; ++c, x += m_area, y += m_area)
                for (std::size_t i = 0; i < m_area; ++i)
                    y[i] = x[i] > 0 ? x[i] : slope(c) * x[i];
    }
    void backward(const Scalar *x, const Scalar *, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work) override
    {
        double *own = m_partials.data() + std::size_t(shard.index) * m_channels;
        if (work.mode == Mode::Train)
            std::fill_n(own, m_channels, 0.0);
        for (int n = 0; n < shard.size(); ++n)
            for (std::size_t c = 0; c < m_channels; ++c, x += m_area, dy += m_area) {
                if (work.mode == Mode::Train)
                    own[c] += negativeProducts(x, dy);
                for (std::size_t i = 0; dx && i < m_area; ++i)
                    dx[i] = x[i] > 0 ? dy[i] : slope(c) * dy[i];
                dx = dx ? dx + m_area : nullptr;
            }
    }
    int gradientTasks() const override { return 1; }
    void gradientTask(int, const Scalar *, const Scalar *, int, int shards) override
    {
        for (std::size_t c = 0; c < m_channels; ++c) {
            double sum = 0;
            for (int shard = 0; shard < shards; ++shard)
                sum += m_partials[std::size_t(shard) * m_channels + c];
            m_parameters[0].gradient.values()[c] = Scalar(sum);
        }
    }
    using Layer::parameters;
    std::span<Parameter> parameters() override { return m_parameters; }

private:
    Scalar slope(std::size_t channel) const { return m_parameters[0].value.values()[channel]; }
    /// d(loss)/d(slope) of one map.
    double negativeProducts(const Scalar *x, const Scalar *dy) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < m_area; ++i)
            sum += x[i] > 0 ? 0.0 : double(x[i]) * double(dy[i]);
        return sum;
    }

    Scalar m_start;
    std::size_t m_channels = 0, m_area = 0;
    std::array<Parameter, 1> m_parameters;
    std::vector<double> m_partials; // [shard][channel]; a shard's row is written by its thread
};

double slopeAt(const ValueSource &from)
{
    return from.parameter("weight", std::size_t(from.place.channel));
}

Formula explain(const ValueSource &from)
{
    const double x = from.x(), slope = slopeAt(from);
    const auto f = [slope](double v) {
        return v > 0 ? v : slope * v;
    };
    return functionOf(x, f,
        x > 0 ? Sentence { "{} is positive, and stays", { x } }
              : Sentence {
                  "{} is not positive:  learnt slope {} · {()} = {}", { x, slope, x, f(x) } });
}

Formula explainBackward(const GradientSource &from)
{
    return scaledGradient(from, from.x() > 0 ? 1 : slopeAt(from), "slope");
}

} // namespace

LayerKind prelu()
{
    return { .name = "prelu",
        .stem = "prelu",
        .text = KindText { "PReLU", "PReLU", "parametric rectified linear unit",
            "A leaky ReLU that learns, for each map, what negative values are multiplied by" },
        .options
        = { Field::real("start", 0.25, -1, 1, "what negative values are multiplied by at first") },
        .parameters = { { "weight", ParameterRole::Scale, "slope", onePerChannel } },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<Prelu>(number(o, "start"));
        },
        .reads = sameValue,
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx =
            [](const LayerOptions &) {
                return OnnxNodes { .form = OnnxNodes::Form::Maps,
                    .steps = { { "Unsqueeze", { "$weight", "axes" }, {}, "slopes" },
                        { "PRelu", { "x", "slopes" } } },
                    .constants = { { "axes", std::vector<std::int64_t> { 1, 2 } } } };
            },
        .c = CCode { "@_prelu(x, in, y, $weight)", CCode::InPlace, R"(
static inline void @_prelu(const float *x, const @_shape *in, float *y, const float *weight)
{
    const int area = in->h * in->w;
    int c, i;
    for (c = 0; c < in->c; ++c)
        for (i = c * area; i < (c + 1) * area; ++i)
            y[i] = x[i] > 0.0f ? x[i] : weight[c] * x[i];
}
)" },
        .python
        = PythonCode { "np.where(x > 0, x, $weight[:, None, None] * x)", "F.prelu(x, $weight)" } };
}

} // namespace convscope::kinds
