// SPDX-License-Identifier: GPL-3.0-or-later
// Hard swish: y = x · min(max(x / 6 + 1/2, 0), 1) (Howard et al. 2019, "MobileNetV3").
#include "core/kinds/activation.h"
#include <algorithm>

namespace convscope::kinds {

namespace {

struct HardSwish {
    explicit HardSwish(const LayerOptions &) { }
    Scalar operator()(Scalar x) const
    {
        return x * std::clamp(x / 6 + Scalar(0.5), Scalar(0), Scalar(1));
    }
    Scalar slope(Scalar x) const
    {
        if (x <= -3)
            return 0;
        return x >= 3 ? Scalar(1) : x / 3 + Scalar(0.5);
    }
};

Formula explain(const ValueSource &from)
{
    const auto f = [](double v) {
        return v * std::clamp(v / 6 + 0.5, 0.0, 1.0);
    };
    const double x = from.x();
    return functionOf(x, f, { "{} · min(max({} / 6 + 0.5, 0), 1) = {}", { x, x, f(x) } });
}

} // namespace

LayerKind hardSwish()
{
    return { .name = "hard_swish",
        .stem = "hardswish",
        .text = KindText { "Hard swish", "HardSwish", "hard swish",
            "Multiplies each value by its hard sigmoid: a swish that small processors compute "
            "faster" },
        .create = pointwiseOfInput<HardSwish>,
        .reads = sameValue,
        .explain = explain,
        .explainBackward = slopeOfInputTimesGradient<HardSwish>,
        .onnx =
            [](const LayerOptions &) {
                return OnnxNodes { .steps
                    = { { "HardSigmoid", { "x" }, { { "alpha", 1.0F / 6 }, { "beta", 0.5F } },
                            "share" },
                        { "Mul", { "x", "share" } } } };
            },
        .c = CCode { "@_hard_swish(x, y, count)", CCode::InPlace, R"(
static inline void @_hard_swish(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i) {
        const float line = x[i] / 6.0f + 0.5f;
        y[i] = x[i] * (line < 0.0f ? 0.0f : line > 1.0f ? 1.0f : line);
    }
}
)" },
        .python = PythonCode { "x * np.clip(x / 6 + 0.5, 0, 1)", "F.hardswish(x)" } };
}

} // namespace convscope::kinds
