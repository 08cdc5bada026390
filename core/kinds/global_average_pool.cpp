// SPDX-License-Identifier: GPL-3.0-or-later
// Global average pooling: the mean of each map.
#include "core/kernels/reductions.h"
#include "core/kinds/pool.h"
#include <algorithm>

namespace convscope::kinds {

namespace {

/// y = the mean of each map: one value a channel.
class GlobalAveragePool final : public Layer {
public:
    Shape build(const Shape &in, std::span<const Shape> others) override;
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work) override;

private:
    Shape m_in;
};

Shape GlobalAveragePool::build(const Shape &in, std::span<const Shape>)
{
    m_in = in;
    return { in.c, 1, 1 };
}

void GlobalAveragePool::forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &)
{
    const std::size_t channels = std::size_t(m_in.c), area = m_in.area();
    for (std::size_t map = 0; map < std::size_t(shard.size()) * channels; ++map)
        y[map] = sumOf(x + map * area, area) / Scalar(area);
}

void GlobalAveragePool::backward(const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx,
    const BatchShard &shard, const Work &)
{
    const std::size_t channels = std::size_t(m_in.c), area = m_in.area();
    for (std::size_t map = 0; dx && map < std::size_t(shard.size()) * channels; ++map)
        std::fill_n(dx + map * area, area, dy[map] / Scalar(area));
}

} // namespace

LayerKind globalAveragePool()
{
    return { .name = "global_avgpool",
        .stem = "pool",
        .text = KindText { "Global average", "GlobalPool", "global average pooling",
            "Keeps the mean of each map, so that images of any size end as one value a map" },
        .create = [](const LayerOptions &) -> std::unique_ptr<Layer> {
            return std::make_unique<GlobalAveragePool>();
        },
        .reads =
            [](const LayerOptions &, const Shape &input) {
                return LayerWindow { .kind = LayerWindow::Kind::WholeMap, .groups = input.c };
            },
        .explain = explainMean,
        .explainBackward = explainMeanBackward,
        .onnx =
            [](const LayerOptions &) {
                return oneNode("GlobalAveragePool", {}, { "x" }, OnnxNodes::Form::Maps);
            },
        .c = CCode { "@_global_avgpool(x, in, y)", CCode::Elsewhere, R"(
/* The mean of each map. */
static inline void @_global_avgpool(const float *x, const @_shape *in, float *y)
{
    const int area = in->h * in->w;
    int c, i;
    for (c = 0; c < in->c; ++c) {
        float sum = 0.0f;
        for (i = 0; i < area; ++i)
            sum += x[c * area + i];
        y[c] = sum / (float)area;
    }
}
)" },
        .python
        = PythonCode { "x.mean(axis=(1, 2), keepdims=True)", "x.mean((2, 3), keepdim=True)" } };
}

} // namespace convscope::kinds
