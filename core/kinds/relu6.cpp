// SPDX-License-Identifier: GPL-3.0-or-later
// ReLU6: y = min(max(x, 0), 6) (Howard et al. 2017, "MobileNets").
#include "core/kinds/activation.h"
#include <algorithm>

namespace convscope::kinds {

namespace {

constexpr double kMax = 6;

struct Relu6 {
    explicit Relu6(const LayerOptions &) { }
    Scalar operator()(Scalar x) const { return std::clamp(x, Scalar(0), Scalar(kMax)); }
    Scalar slope(Scalar y) const { return y > 0 && y < Scalar(kMax) ? Scalar(1) : Scalar(0); }
};

Formula explain(const ValueSource &from)
{
    const auto f = [](double v) {
        return std::clamp(v, 0.0, kMax);
    };
    return functionOf(from.x(), f, { "min(max({}, 0), 6) = {}", { from.x(), f(from.x()) } });
}

} // namespace

LayerKind relu6()
{
    return { .name = "relu6",
        .stem = "relu",
        .text = KindText { "ReLU6", "ReLU6", "rectified linear unit capped at 6",
            "Sets negative values to zero and those above 6 to 6, which small number formats "
            "like" },
        .create = pointwise<Relu6>,
        .reads = sameValue,
        .explain = explain,
        .explainBackward = slopeTimesGradient<Relu6>,
        .onnx =
            [](const LayerOptions &) {
                return OnnxNodes { .steps = { { "Clip", { "x", "least", "most" } } },
                    .constants = { { "least", 0.0F }, { "most", float(kMax) } } };
            },
        .c = CCode { "@_relu6(x, y, count)", CCode::InPlace, R"(
static inline void @_relu6(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] < 0.0f ? 0.0f : x[i] > 6.0f ? 6.0f : x[i];
}
)" },
        .python = PythonCode { "np.clip(x, 0, 6)", "F.relu6(x)" } };
}

} // namespace convscope::kinds
