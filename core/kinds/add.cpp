// SPDX-License-Identifier: GPL-3.0-or-later
// Add: a residual connection (He et al. 2016, "Deep Residual Learning for Image Recognition").
#include "core/kernels/elementwise.h"
#include "core/kinds/others.h"
#include <algorithm>
#include <cmath>

namespace convscope::kinds {

namespace {

/// y = x + the output of the layer named `from`, which stands earlier and has the same shape.
class Add final : public Layer {
public:
    explicit Add(std::string from)
        : m_from(std::move(from))
    {
    }
    std::vector<std::string> others() const override { return { m_from }; }

    Shape build(const Shape &in, std::span<const Shape> others) override
    {
        checkEqual(in, others, m_from, "added");
        m_size = in.size();
        return in;
    }
    InPlace inPlace() const override { return InPlace::Overwrites; }
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override
    {
        blend(x, work.others[0], y, {}, std::size_t(shard.size()) * m_size);
    }
    void backward(const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &) override
    {
        if (dx && dx != dy)
            std::copy_n(dy, std::size_t(shard.size()) * m_size, dx);
    }
    void backwardOther(std::size_t, const Scalar *, const Scalar *dy, Scalar *dOther,
        const BatchShard &shard, const Work &) override
    {
        std::copy_n(dy, std::size_t(shard.size()) * m_size, dOther);
    }

private:
    std::string m_from;
    std::size_t m_size = 0;
};

Formula explain(const ValueSource &from)
{
    const double x = from.x(), other = from.others[0].at(from.place);
    return { Sum { { { x, {}, -1, from.place }, { other, {}, 0, from.place } } }, x + other,
        std::abs(x) + std::abs(other), { { "{} + {()} = {}", { x, other, x + other } } } };
}

} // namespace

LayerKind add()
{
    return { .name = "add",
        .stem = "add",
        .text = KindText { "Add (residual)", "Add", "residual (skip) connection",
            "Adds the output of an earlier layer, so that the layers between learn only a "
            "correction" },
        .options = { Field::layer(
            "from", "name of the earlier layer, such as relu1; its shape must be the same") },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<Add>(otherNamed(o, "add"));
        },
        .reads = sameValue,
        .explain = explain,
        .explainBackward
        = [](const GradientSource &from) { return gradientAsItIs(from, from.place); },
        .onnx =
            [](const LayerOptions &) {
                return oneNode("Add", {}, { "x", "others" });
            },
        .c = CCode { "@_add(x, other, y, count)", CCode::InPlace, R"(
static inline void @_add(const float *x, const float *other, float *y, int count)
{
    int i;
    for (i = 0; i < count; ++i)
        y[i] = x[i] + other[i];
}
)" },
        .python = PythonCode { "x + other", "x + other" } };
}

} // namespace convscope::kinds
