// SPDX-License-Identifier: GPL-3.0-or-later
// Flatten: maps to one row of values, channel by channel. The numbers stay where they are.
#include "core/layer/kind.h"
#include <algorithm>

namespace convscope::kinds {

namespace {

void copyPiece(const Scalar *from, Scalar *to, const BatchShard &shard, std::size_t size)
{
    if (to && to != from)
        std::copy_n(from, std::size_t(shard.size()) * size, to);
}

class Flatten final : public Layer {
public:
    Shape build(const Shape &in, std::span<const Shape> others) override;
    InPlace inPlace() const override { return InPlace::Identity; }
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work) override;

private:
    std::size_t m_size = 0;
};

Shape Flatten::build(const Shape &in, std::span<const Shape>)
{
    m_size = in.size();
    return { static_cast<int>(m_size), 1, 1 };
}

void Flatten::forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &)
{
    copyPiece(x, y, shard, m_size);
}

void Flatten::backward(const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx,
    const BatchShard &shard, const Work &)
{
    copyPiece(dy, dx, shard, m_size);
}

Formula explain(const ValueSource &from)
{
    const int at = from.place.channel;
    const ValuePlace place = placeAt(from.window.input, std::size_t(at));
    return copiedFrom(place, from.x(place),
        { "the same value, now number {#} of a row of {#}",
            { double(at + 1), double(from.window.output.c) } });
}

Formula explainBackward(const GradientSource &from)
{
    return gradientAsItIs(from, { int(indexOf(from.window.input, from.place)), 0, 0 });
}

} // namespace

LayerKind flatten()
{
    return { .name = "flatten",
        .stem = "flatten",
        .text = KindText { "Flatten", "Flatten", "flatten",
            "Lays all maps out as one row of values, for the dense layers that follow" },
        .create = [](const LayerOptions &) -> std::unique_ptr<Layer> {
            return std::make_unique<Flatten>();
        },
        .reads = [](const LayerOptions &,
                     const Shape &) { return LayerWindow { .kind = LayerWindow::Kind::Row }; },
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx = [](const LayerOptions &) { return OnnxNodes { .form = OnnxNodes::Form::Row }; },
        .c = CCode { "", CCode::Nowhere },
        .python = PythonCode { "x.reshape(-1, 1, 1)", "x.flatten(1)[:, :, None, None]" } };
}

} // namespace convscope::kinds
