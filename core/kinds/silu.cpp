// SPDX-License-Identifier: GPL-3.0-or-later
// SiLU, also called swish: y = x / (1 + e^−x) (Elfwing, Uchibe and Doya 2018).
#include "core/kinds/activation.h"
#include <cmath>

namespace convscope::kinds {

namespace {

struct Silu {
    explicit Silu(const LayerOptions &) { }
    static Scalar share(Scalar x) { return 1 / (1 + std::exp(-x)); }
    Scalar operator()(Scalar x) const { return x * share(x); }
    Scalar slope(Scalar x) const
    {
        const Scalar s = share(x);
        return s * (1 + x * (1 - s));
    }
};

Formula explain(const ValueSource &from)
{
    const auto f = [](double v) {
        return v / (1 + std::exp(-v));
    };
    const double x = from.x();
    return functionOf(x, f, { "x / (1 + e^−x) = {} / (1 + {}) = {}", { x, std::exp(-x), f(x) } });
}

} // namespace

LayerKind silu()
{
    return { .name = "silu",
        .stem = "silu",
        .text = KindText { "SiLU (swish)", "SiLU", "sigmoid linear unit, swish",
            "Multiplies each value by its own sigmoid: a smooth ReLU that dips a little below "
            "zero" },
        .create = pointwiseOfInput<Silu>,
        .reads = sameValue,
        .explain = explain,
        .explainBackward = slopeOfInputTimesGradient<Silu>,
        .onnx =
            [](const LayerOptions &) {
                return OnnxNodes { .steps
                    = { { "Sigmoid", { "x" }, {}, "share" }, { "Mul", { "x", "share" } } } };
            },
        .c = CCode { "@_silu(x, y, count)", CCode::InPlace, R"(
static inline void @_silu(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] / (1.0f + expf(-x[i]));
}
)" },
        .python = PythonCode { "x / (1 + np.exp(-x))", "F.silu(x)" } };
}

} // namespace convscope::kinds
