// SPDX-License-Identifier: GPL-3.0-or-later
// Softplus: y = ln(1 + e^x) (Dugas et al. 2001).
#include "core/kinds/activation.h"
#include <algorithm>
#include <cmath>

namespace convscope::kinds {

namespace {

struct Softplus {
    explicit Softplus(const LayerOptions &) { }
    /// Large values are taken out of the exponential, which would overflow.
    Scalar operator()(Scalar x) const
    {
        return std::max(x, Scalar(0)) + std::log1p(std::exp(-std::abs(x)));
    }
    /// The sigmoid of x, from y alone: 1 − e^−y.
    Scalar slope(Scalar y) const { return -std::expm1(-y); }
};

Formula explain(const ValueSource &from)
{
    const auto f = [](double v) {
        return std::max(v, 0.0) + std::log1p(std::exp(-std::abs(v)));
    };
    const double x = from.x();
    return functionOf(x, f, { "ln(1 + e^x) = ln(1 + {}) = {}", { std::exp(x), f(x) } });
}

} // namespace

LayerKind softplus()
{
    return { .name = "softplus",
        .stem = "softplus",
        .text = KindText { "Softplus", "Softplus", "softplus",
            "A ReLU with a smooth bend: always positive, and nearly the value itself where that is "
            "large" },
        .create = pointwise<Softplus>,
        .reads = sameValue,
        .explain = explain,
        .explainBackward = slopeTimesGradient<Softplus>,
        .onnx = [](const LayerOptions &) { return oneNode("Softplus"); },
        .c = CCode { "@_softplus(x, y, count)", CCode::InPlace, R"(
static inline void @_softplus(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = (x[i] > 0.0f ? x[i] : 0.0f) + log1pf(expf(-fabsf(x[i])));
}
)" },
        .python = PythonCode { "np.logaddexp(x, 0)", "F.softplus(x)" } };
}

} // namespace convscope::kinds
