// SPDX-License-Identifier: GPL-3.0-or-later
// Dense: y[u] = bias[u] + Σ weight[u][i] · x[i], over all values.
#include "core/kinds/dense_layer.h"
#include "core/layer/kind.h"
#include <cmath>

namespace convscope::kinds {

namespace {

std::size_t weightCount(const LayerOptions &o, const Shape &input)
{
    return std::size_t(integer(o, "units")) * input.size();
}

std::size_t biasCount(const LayerOptions &o, const Shape &)
{
    return flag(o, "bias") ? std::size_t(integer(o, "units")) : 0;
}

Formula explain(const ValueSource &from)
{
    const auto unit = std::size_t(from.place.channel), count = from.input.values.size();
    DotProduct step;
    step.inputs.assign(from.input.values.begin(), from.input.values.end());
    const auto weights = from.parameter("weight").subspan(unit * count, count);
    step.weights.assign(weights.begin(), weights.end());
    double magnitude = 0;
    for (std::size_t i = 0; i < count; ++i) {
        step.sum += step.product(i);
        magnitude += std::abs(step.product(i));
    }
    if (!from.parameter("bias").empty())
        step.bias = from.parameter("bias", unit);
    const double bias = step.bias.value_or(0), y = step.sum + bias;
    Sentence sentence = sumSentence(count, step.sum, step.bias);
    return { std::move(step), y, magnitude + std::abs(bias), { std::move(sentence) } };
}

Formula explainBackward(const GradientSource &from)
{
    const std::size_t count = from.input.values.size();
    const std::size_t own = indexOf(from.input.shape, from.place);
    DotProduct sum;
    for (int unit = 0; unit < from.window.output.c; ++unit) {
        sum.places.push_back({ unit, 0, 0 });
        sum.inputs.push_back(from.dy(sum.places.back()));
        sum.weights.push_back(from.parameter("weight", std::size_t(unit) * count + own));
    }
    return gradientSum(std::move(sum));
}

OnnxNodes onnx(const LayerOptions &o)
{
    std::vector<std::string> inputs { "x", "$weight" };
    if (flag(o, "bias"))
        inputs.emplace_back("$bias");
    return oneNode(
        "Gemm", { { "transB", std::int64_t(1) } }, std::move(inputs), OnnxNodes::Form::Row);
}

constexpr std::string_view kNumpyDense = R"(
def dense(x, weight, bias):
    return (weight @ x.ravel() + (0 if bias is None else bias))[:, None, None]
)";

} // namespace

LayerKind dense()
{
    return { .name = "dense",
        .stem = "dense",
        .text = KindText { "Dense", "Dense", "fully connected layer",
            "Fully connected: every output is a weighted sum of all inputs" },
        .options = { Field::whole("units", 10, 1, 65536, "number of outputs"),
            Field::flag("bias", true, "a learnt number added to each output"),
            Initializer::kindOption(), Initializer::stddevOption() },
        .parameters = { { "weight", ParameterRole::Matrix, "weight", weightCount },
            { "bias", ParameterRole::Bias, "bias", biasCount } },
        .outputs = "units",
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<Dense>(integer(o, "units"), flag(o, "bias"), Initializer(o));
        },
        .reads
        = [](const LayerOptions &,
              const Shape &) { return LayerWindow { .kind = LayerWindow::Kind::Everything }; },
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx = onnx,
        .c = CCode { "@_dense(x, inputs, y, count, $weight, $bias)", CCode::Elsewhere, R"(
/* y[o] = bias[o] + the sum of weight[o][i] * x[i] */
static inline void @_dense(const float *x, int inputs, float *y, int units, const float *weight,
    const float *bias)
{
    int o, i;
    for (o = 0; o < units; ++o) {
        float sum = bias ? bias[o] : 0.0f;
        for (i = 0; i < inputs; ++i)
            sum += weight[o * inputs + i] * x[i];
        y[o] = sum;
    }
}
)" },
        .python = PythonCode { "dense(x, $weight, $bias)",
            "F.linear(x.flatten(1), $weight, $bias)[:, :, None, None]", { kNumpyDense } } };
}

} // namespace convscope::kinds
