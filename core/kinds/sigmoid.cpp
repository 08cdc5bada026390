// SPDX-License-Identifier: GPL-3.0-or-later
// Sigmoid: y = 1 / (1 + e^−x).
#include "core/kernels/elementwise.h"
#include "core/kinds/activation.h"
#include <cmath>

namespace convscope::kinds {

namespace {

class Sigmoid final : public Activation {
protected:
    void apply(const Scalar *x, Scalar *y, std::size_t count) const override
    {
        convscope::sigmoid(x, y, count);
    }
    void applyGradient(
        const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const override
    {
        sigmoidGradient(y, dy, dx, count);
    }
};

Formula explain(const ValueSource &from)
{
    const auto f = [](double v) {
        return 1 / (1 + std::exp(-v));
    };
    const double x = from.x();
    return functionOf(x, f, { "1 / (1 + e^−x) = 1 / (1 + {}) = {}", { std::exp(-x), f(x) } });
}

Formula explainBackward(const GradientSource &from)
{
    const double y = from.output.at(from.place);
    return scaledGradient(from, y * (1 - y), "slope");
}

} // namespace

LayerKind sigmoid()
{
    return { .name = "sigmoid",
        .stem = "sigmoid",
        .text = KindText { "Sigmoid", "Sigmoid", "logistic sigmoid",
            "Squeezes every value smoothly into the range from 0 to 1" },
        .create = [](const LayerOptions &) -> std::unique_ptr<Layer> {
            return std::make_unique<Sigmoid>();
        },
        .reads = sameValue,
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx = [](const LayerOptions &) { return oneNode("Sigmoid"); },
        .c = CCode { "@_sigmoid(x, y, count)", CCode::InPlace, R"(
static inline void @_sigmoid(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = 1.0f / (1.0f + expf(-x[i]));
}
)" },
        .python = PythonCode { "1 / (1 + np.exp(-x))", "torch.sigmoid(x)" } };
}

} // namespace convscope::kinds
