// SPDX-License-Identifier: GPL-3.0-or-later
// Batch normalization: y = weight[c] · (x − mean[c]) / √(variance[c] + epsilon) + bias[c].
#include "core/kinds/batch_norm_layer.h"
#include "core/layer/kind.h"
#include <cmath>

namespace convscope::kinds {

namespace {

Formula explain(const ValueSource &from)
{
    const auto of = [&](std::string_view name) {
        return from.parameter(name, std::size_t(from.place.channel));
    };
    Normalized n { .x = from.x(),
        .mean = of("running_mean"),
        .variance = of("running_var"),
        .epsilon = from.number("epsilon"),
        .scale = of("weight"),
        .shift = of("bias") };
    const double stddev = std::sqrt(n.variance + n.epsilon);
    n.normalized = (n.x - n.mean) / stddev;
    const double y = n.scale * n.normalized + n.shift;
    const double magnitude = std::abs(n.scale * n.x / stddev) + std::abs(n.scale * n.mean / stddev)
        + std::abs(n.shift);
    return { n, y, magnitude, normalizedSentences(n, y) };
}

Formula explainBackward(const GradientSource &from)
{
    const auto c = std::size_t(from.place.channel);
    const double stddev = std::sqrt(from.parameter("running_var", c) + from.number("epsilon"));
    return scaledGradient(from, from.parameter("weight", c) / stddev, "scale / √(variance + ε)");
}

} // namespace

LayerKind batchNorm()
{
    return { .name = "batchnorm",
        .stem = "bn",
        .text = KindText { "Batch norm", "BN", "batch normalization",
            "Batch normalization: brings every map to mean 0 and standard deviation 1 over the "
            "batch, then "
            "scales and shifts it by learnt numbers; makes deeper networks train faster" },
        .options = { Field::real("epsilon", 1e-5, 1e-12, 1,
                         "added to the variance, against division by zero"),
            Field::real(
                "momentum", 0.1, 0, 1, "share of the newest batch in the running averages") },
        .parameters = { { "weight", ParameterRole::Scale, "scale", onePerChannel },
            { "bias", ParameterRole::Bias, "offset", onePerChannel },
            { "running_mean", ParameterRole::Mean, "mean", onePerChannel },
            { "running_var", ParameterRole::Variance, "variance", onePerChannel } },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<BatchNorm>(number(o, "epsilon"), number(o, "momentum"));
        },
        .reads = sameValue,
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx =
            [](const LayerOptions &o) {
                return oneNode("BatchNormalization", { { "epsilon", float(number(o, "epsilon")) } },
                    { "x", "$weight", "$bias", "$running_mean", "$running_var" },
                    OnnxNodes::Form::Maps);
            },
        .c = CCode { "@_batchnorm(x, in, y, $weight, $bias,\n        $running_mean, $running_var, "
                     "#epsilon)",
            CCode::InPlace, R"(
/* y = weight[c] * (x - mean[c]) / sqrt(variance[c] + epsilon) + bias[c] */
static inline void @_batchnorm(const float *x, const @_shape *in, float *y, const float *weight,
    const float *bias, const float *mean, const float *variance, float epsilon)
{
    const int area = in->h * in->w;
    int c, i;
    for (c = 0; c < in->c; ++c) {
        const float scale = weight[c] / sqrtf(variance[c] + epsilon);
        for (i = c * area; i < (c + 1) * area; ++i)
            y[i] = scale * (x[i] - mean[c]) + bias[c];
    }
}
)" },
        .python
        = PythonCode { "batchnorm(x, $weight, $bias, $running_mean, $running_var, #epsilon)",
            "F.batch_norm(x, $running_mean, $running_var, $weight, $bias, eps=#epsilon)", { R"(
def batchnorm(x, weight, bias, mean, variance, epsilon):
    scale = weight / np.sqrt(variance + epsilon)
    return scale[:, None, None] * (x - mean[:, None, None]) + bias[:, None, None]
)" } } };
}

} // namespace convscope::kinds
