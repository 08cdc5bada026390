// SPDX-License-Identifier: GPL-3.0-or-later
// GELU: y = x · Φ(x) = x / 2 · (1 + erf(x / √2)), Φ being the normal distribution (Hendrycks and
// Gimpel 2016).
#include "core/kinds/activation.h"
#include <cmath>
#include <numbers>

namespace convscope::kinds {

namespace {

constexpr double kInverseRoot = 1 / std::numbers::sqrt2;

struct Gelu {
    explicit Gelu(const LayerOptions &) { }
    static Scalar share(Scalar x) { return (1 + std::erf(x * Scalar(kInverseRoot))) / 2; }
    Scalar operator()(Scalar x) const { return x * share(x); }
    /// Φ(x) + x · φ(x).
    Scalar slope(Scalar x) const
    {
        const Scalar density
            = std::exp(-x * x / 2) * Scalar(kInverseRoot * std::numbers::inv_sqrtpi);
        return share(x) + x * density;
    }
};

Formula explain(const ValueSource &from)
{
    const auto f = [](double v) {
        return v / 2 * (1 + std::erf(v * kInverseRoot));
    };
    const double x = from.x();
    return functionOf(x, f,
        { "x / 2 · (1 + erf(x / √2)) = {} / 2 · (1 + {()}) = {}",
            { x, std::erf(x * kInverseRoot), f(x) } });
}

OnnxNodes onnx(const LayerOptions &)
{
    return { .steps = { { "Mul", { "x", "root" }, {}, "scaled" },
                 { "Erf", { "scaled" }, {}, "erf" }, { "Add", { "erf", "one" }, {}, "sum" },
                 { "Mul", { "x", "sum" }, {}, "product" }, { "Mul", { "product", "half" } } },
        .constants = { { "root", float(kInverseRoot) }, { "one", 1.0F }, { "half", 0.5F } } };
}

} // namespace

LayerKind gelu()
{
    return { .name = "gelu",
        .stem = "gelu",
        .text = KindText { "GELU", "GELU", "Gaussian error linear unit",
            "Multiplies each value by the share of a normal distribution below it: a smooth ReLU" },
        .create = pointwiseOfInput<Gelu>,
        .reads = sameValue,
        .explain = explain,
        .explainBackward = slopeOfInputTimesGradient<Gelu>,
        .onnx = onnx,
        .c = CCode { "@_gelu(x, y, count)", CCode::InPlace, R"(
static inline void @_gelu(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = 0.5f * x[i] * (1.0f + erff(x[i] * 0.70710678f));
}
)" },
        .python = PythonCode { "gelu(x)", "F.gelu(x)", { R"(
def gelu(x):
    from math import erf, sqrt
    return x / 2 * (1 + np.vectorize(erf)(x / sqrt(2)))
)" } } };
}

} // namespace convscope::kinds
