// SPDX-License-Identifier: GPL-3.0-or-later
// Hard sigmoid: y = min(max(x / 6 + 1/2, 0), 1), as PyTorch has it (Howard et al. 2019,
// "MobileNetV3").
#include "core/kinds/activation.h"
#include <algorithm>

namespace convscope::kinds {

namespace {

struct HardSigmoid {
    explicit HardSigmoid(const LayerOptions &) { }
    Scalar operator()(Scalar x) const
    {
        return std::clamp(x / 6 + Scalar(0.5), Scalar(0), Scalar(1));
    }
    Scalar slope(Scalar y) const { return y > 0 && y < 1 ? Scalar(1) / 6 : Scalar(0); }
};

Formula explain(const ValueSource &from)
{
    const auto f = [](double v) {
        return std::clamp(v / 6 + 0.5, 0.0, 1.0);
    };
    return functionOf(
        from.x(), f, { "min(max({} / 6 + 0.5, 0), 1) = {}", { from.x(), f(from.x()) } });
}

} // namespace

LayerKind hardSigmoid()
{
    return { .name = "hard_sigmoid",
        .stem = "hardsigmoid",
        .text = KindText { "Hard sigmoid", "HardSigmoid", "hard sigmoid",
            "A sigmoid of three straight lines, which small processors compute faster" },
        .create = pointwise<HardSigmoid>,
        .reads = sameValue,
        .explain = explain,
        .explainBackward = slopeTimesGradient<HardSigmoid>,
        .onnx =
            [](const LayerOptions &) {
                return oneNode("HardSigmoid", { { "alpha", 1.0F / 6 }, { "beta", 0.5F } });
            },
        .c = CCode { "@_hard_sigmoid(x, y, count)", CCode::InPlace, R"(
static inline void @_hard_sigmoid(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i) {
        const float line = x[i] / 6.0f + 0.5f;
        y[i] = line < 0.0f ? 0.0f : line > 1.0f ? 1.0f : line;
    }
}
)" },
        .python = PythonCode { "np.clip(x / 6 + 0.5, 0, 1)", "F.hardsigmoid(x)" } };
}

} // namespace convscope::kinds
