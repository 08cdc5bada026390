// SPDX-License-Identifier: GPL-3.0-or-later
// Softmax: y[k] = e^x[k] / Σ e^x. It ends every network, and no model lists it: training fuses it
// with the loss.
#include "core/layer/kind.h"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace convscope::kinds {

namespace {

class Softmax final : public Layer {
public:
    Shape build(const Shape &in, std::span<const Shape>) override
    {
        m_size = in.size();
        return { int(m_size), 1, 1 };
    }
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &) override
    {
        for (int n = 0; n < shard.size(); ++n, x += m_size, y += m_size) {
            const Scalar largest = *std::max_element(x, x + m_size);
            for (std::size_t i = 0; i < m_size; ++i)
                y[i] = std::exp(x[i] - largest);
            const Scalar sum = std::accumulate(y, y + m_size, Scalar(0));
            for (std::size_t i = 0; i < m_size; ++i)
                y[i] /= sum;
        }
    }
    void backward(const Scalar *, const Scalar *y, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &) override
    {
        for (int n = 0; dx && n < shard.size(); ++n, y += m_size, dy += m_size, dx += m_size) {
            const Scalar mean = std::inner_product(y, y + m_size, dy, Scalar(0));
            for (std::size_t i = 0; i < m_size; ++i)
                dx[i] = y[i] * (dy[i] - mean);
        }
    }

private:
    std::size_t m_size = 0;
};

Formula explain(const ValueSource &from)
{
    Shares shares;
    shares.logits.assign(from.input.values.begin(), from.input.values.end());
    shares.largest = *std::ranges::max_element(shares.logits);
    for (const double logit : shares.logits)
        shares.exponentials.push_back(std::exp(logit - shares.largest));
    shares.sum = std::accumulate(shares.exponentials.begin(), shares.exponentials.end(), 0.0);
    const double own = shares.exponentials[std::size_t(from.place.channel)];
    const double y = own / shares.sum;
    Sentence sentence { "e^(logit − largest) / Σ = {} / {} = {}", { own, shares.sum, y } };
    return { std::move(shares), y, std::abs(y), { std::move(sentence) } };
}

Formula explainBackward(const GradientSource &from)
{
    double mean = 0;
    for (std::size_t i = 0; i < from.output.values.size(); ++i)
        mean += double(from.output.values[i]) * double(from.gradient.values[i]);
    const std::size_t own = indexOf(from.input.shape, from.place);
    const double y = double(from.output.values[own]);
    const double rest = double(from.gradient.values[own]) - mean, dx = y * rest;
    return {
        Product { { y, "probability" }, { rest, "gradient − mean" } }, dx, std::abs(dx),
        { { "probability {} · (gradient − its mean by probability) {()} = {}", { y, rest, dx } } }
    };
}

} // namespace

LayerKind softmax()
{
    return { .name = "softmax",
        .stem = "softmax",
        .text = KindText { "Probabilities", "Softmax", "softmax",
            "Turns the last layer's values into one probability a class; training makes the true "
            "class's as large as it can (cross-entropy)" },
        .create = [](const LayerOptions &) -> std::unique_ptr<Layer> {
            return std::make_unique<Softmax>();
        },
        .reads
        = [](const LayerOptions &,
              const Shape &) { return LayerWindow { .kind = LayerWindow::Kind::Everything }; },
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx =
            [](const LayerOptions &) {
                return oneNode(
                    "Softmax", { { "axis", std::int64_t(1) } }, { "x" }, OnnxNodes::Form::Row);
            },
        .c = CCode { "@_softmax(x, y, count)", CCode::Elsewhere, R"(
static inline void @_softmax(const float *x, float *y, int count)
{
    float largest = x[0], sum = 0.0f;
    int i;
    for (i = 1; i < count; ++i)
        if (x[i] > largest)
            largest = x[i];
    for (i = 0; i < count; ++i)
        sum += y[i] = expf(x[i] - largest);
    for (i = 0; i < count; ++i)
        y[i] /= sum;
}
)" },
        .python = PythonCode { "softmax(x)", "F.softmax(x.flatten(1), 1)[:, :, None, None]", { R"(
def softmax(x):
    y = np.exp(x.reshape(-1, 1, 1) - x.max())
    return y / y.sum()
)" } } };
}

} // namespace convscope::kinds
