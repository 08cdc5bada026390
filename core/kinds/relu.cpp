// SPDX-License-Identifier: GPL-3.0-or-later
// ReLU: y = max(x, 0).
#include "core/kernels/elementwise.h"
#include "core/kinds/activation.h"
#include <algorithm>

namespace convscope::kinds {

namespace {

class Relu final : public Activation {
public:
    bool isRelu() const override { return true; }

protected:
    void apply(const Scalar *x, Scalar *y, std::size_t count) const override
    {
        convscope::leakyRelu(x, y, 0, count);
    }
    void applyGradient(
        const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const override
    {
        leakyReluGradient(y, dy, dx, 0, count);
    }
};

Formula explain(const ValueSource &from)
{
    const auto f = [](double v) {
        return v < 0 ? 0 : v;
    };
    return functionOf(from.x(), f, { "max({}, 0) = {}", { from.x(), f(from.x()) } });
}

Formula explainBackward(const GradientSource &from)
{
    return scaledGradient(from, from.output.at(from.place) > 0 ? 1 : 0, "slope");
}

} // namespace

LayerKind relu()
{
    return { .name = "relu",
        .stem = "relu",
        .text = KindText { "ReLU", "ReLU", "rectified linear unit",
            "Sets negative values to zero and leaves the others as they are" },
        .create
        = [](const LayerOptions &) -> std::unique_ptr<Layer> { return std::make_unique<Relu>(); },
        .reads = sameValue,
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx = [](const LayerOptions &) { return oneNode("Relu"); },
        .c = CCode { "@_relu(x, y, count)", CCode::InPlace, R"(
static inline void @_relu(const float *x, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] < 0.0f ? 0.0f : x[i];
}
)" },
        .python = PythonCode { "np.maximum(x, 0)", "F.relu(x)" } };
}

} // namespace convscope::kinds
