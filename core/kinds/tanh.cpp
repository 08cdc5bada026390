// SPDX-License-Identifier: GPL-3.0-or-later
// Tanh: y = tanh x.
#include "core/kernels/elementwise.h"
#include "core/kinds/activation.h"
#include <cmath>

namespace convscope::kinds {

namespace {

class Tanh final : public Activation {
protected:
    void apply(const Scalar *x, Scalar *y, std::size_t count) const override
    {
        hyperbolicTangent(x, y, count);
    }
    void applyGradient(
        const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const override
    {
        hyperbolicTangentGradient(y, dy, dx, count);
    }
};

Formula explain(const ValueSource &from)
{
    const auto f = [](double v) {
        return std::tanh(v);
    };
    return functionOf(from.x(), f, { "tanh({}) = {}", { from.x(), f(from.x()) } });
}

Formula explainBackward(const GradientSource &from)
{
    const double y = from.output.at(from.place);
    return scaledGradient(from, 1 - y * y, "slope");
}

} // namespace

LayerKind tanh()
{
    return { .name = "tanh",
        .stem = "tanh",
        .text = KindText { "Tanh", "Tanh", "hyperbolic tangent",
            "Squeezes every value smoothly into the range from −1 to 1" },
        .create
        = [](const LayerOptions &) -> std::unique_ptr<Layer> { return std::make_unique<Tanh>(); },
        .reads = sameValue,
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx = [](const LayerOptions &) { return oneNode("Tanh"); },
        .c = CCode { "@_tanh(x, y, count)", CCode::InPlace, R"(
static inline void @_tanh(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = tanhf(x[i]);
}
)" },
        .python = PythonCode { "np.tanh(x)", "torch.tanh(x)" } };
}

} // namespace convscope::kinds
