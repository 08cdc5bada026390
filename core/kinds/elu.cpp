// SPDX-License-Identifier: GPL-3.0-or-later
// ELU: y = x where x > 0, else alpha · (e^x − 1) (Clevert, Unterthiner and Hochreiter 2016).
#include "core/kinds/activation.h"
#include <cmath>

namespace convscope::kinds {

namespace {

struct Elu {
    explicit Elu(const LayerOptions &options)
        : alpha(Scalar(number(options, "alpha")))
    {
    }
    Scalar operator()(Scalar x) const { return x > 0 ? x : alpha * std::expm1(x); }
    /// From y alone: where x ≤ 0 it is alpha · e^x, which is y + alpha.
    Scalar slope(Scalar y) const { return y > 0 ? Scalar(1) : y + alpha; }
    Scalar alpha;
};

/// Written a second time, in double: the window compares the two.
Formula explain(const ValueSource &from)
{
    const double x = from.x(), alpha = from.number("alpha");
    const auto f = [alpha](double v) {
        return v > 0 ? v : alpha * std::expm1(v);
    };
    return functionOf(x, f,
        x > 0 ? Sentence { "{} is positive, and stays", { x } }
              : Sentence { "alpha · (e^x − 1) = {} · (e^{} − 1) = {}", { alpha, x, f(x) } });
}

} // namespace

LayerKind elu()
{
    return { .name = "elu",
        .stem = "elu",
        .text = KindText { "ELU", "ELU", "exponential linear unit",
            "Leaves positive values as they are; negative ones run smoothly towards −alpha" },
        .options
        = { Field::real("alpha", 1.0, 0, 10, "what large negative values run towards, negated") },
        .create = pointwise<Elu>,
        .reads = sameValue,
        .explain = explain,
        .explainBackward = slopeTimesGradient<Elu>,
        .onnx =
            [](const LayerOptions &o) {
                return oneNode("Elu", { { "alpha", float(number(o, "alpha")) } });
            },
        .c = CCode { "@_elu(x, y, count, #alpha)", CCode::InPlace, R"(
static inline void @_elu(const float *x, float *y, int count, float alpha)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] > 0.0f ? x[i] : alpha * expm1f(x[i]);
}
)" },
        .python = PythonCode {
            "np.where(x > 0, x, #alpha * np.expm1(np.minimum(x, 0)))", "F.elu(x, #alpha)" } };
}

} // namespace convscope::kinds
