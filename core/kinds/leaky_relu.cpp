// SPDX-License-Identifier: GPL-3.0-or-later
// Leaky ReLU: y = x where x > 0, else slope · x.
#include "core/kernels/elementwise.h"
#include "core/kinds/activation.h"

namespace convscope::kinds {

namespace {

class LeakyRelu final : public Activation {
public:
    explicit LeakyRelu(Scalar slope)
        : m_slope(slope)
    {
    }

protected:
    void apply(const Scalar *x, Scalar *y, std::size_t count) const override
    {
        convscope::leakyRelu(x, y, m_slope, count);
    }
    void applyGradient(
        const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const override
    {
        leakyReluGradient(y, dy, dx, m_slope, count);
    }

private:
    Scalar m_slope;
};

Formula explain(const ValueSource &from)
{
    const double x = from.x(), slope = from.number("slope");
    const auto f = [slope](double v) {
        return v < 0 ? slope * v : v;
    };
    return functionOf(x, f,
        x < 0 ? Sentence { "{} is negative:  slope {} · {} = {}", { x, slope, x, f(x) } }
              : Sentence { "{} is not negative, and stays", { x } });
}

Formula explainBackward(const GradientSource &from)
{
    return scaledGradient(from, from.output.at(from.place) > 0 ? 1 : from.number("slope"), "slope");
}

} // namespace

LayerKind leakyRelu()
{
    return { .name = "leaky_relu",
        .stem = "relu",
        .text = KindText { "Leaky ReLU", "LeakyReLU", "leaky rectified linear unit",
            "Makes negative values much smaller and leaves the others as they are" },
        .options = { Field::real("slope", 0.01, 0, 1, "what negative values are multiplied by") },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<LeakyRelu>(Scalar(number(o, "slope")));
        },
        .reads = sameValue,
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx =
            [](const LayerOptions &o) {
                return oneNode("LeakyRelu", { { "alpha", float(number(o, "slope")) } });
            },
        .c = CCode { "@_leaky_relu(x, y, count, #slope)", CCode::InPlace, R"(
static inline void @_leaky_relu(const float *x, float *y, int count, float slope)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] < 0.0f ? slope * x[i] : x[i];
}
)" },
        .python = PythonCode { "np.where(x > 0, x, #slope * x)", "F.leaky_relu(x, #slope)" } };
}

} // namespace convscope::kinds
