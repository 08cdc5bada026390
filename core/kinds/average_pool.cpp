// SPDX-License-Identifier: GPL-3.0-or-later
// Average pooling: the mean of each window.
#include "core/kinds/pool.h"
#include <algorithm>
#include <cmath>

namespace convscope::kinds {

namespace {

/// y = the mean of each window. Windows that would reach over the edge are left out.
class AveragePool final : public Layer {
public:
    AveragePool(const Extent &size, const Extent &stride);

    Shape build(const Shape &in, std::span<const Shape> others) override;
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work) override;

private:
    Extent m_size, m_stride;
    Shape m_in, m_out;
};

AveragePool::AveragePool(const Extent &size, const Extent &stride)
    : m_size(size)
    , m_stride(stride)
{
}

Shape AveragePool::build(const Shape &in, std::span<const Shape>)
{
    m_in = in;
    m_out = pooledShape(in, m_size, m_stride);
    return m_out;
}

void AveragePool::forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &)
{
    const std::size_t planes = std::size_t(shard.size()) * std::size_t(m_in.c);
    const Scalar share = Scalar(1) / Scalar(m_size.h * m_size.w);
    for (std::size_t plane = 0; plane < planes; ++plane, x += m_in.area()) {
        for (int i = 0; i < m_out.h; ++i, y += m_out.w) {
            std::fill_n(y, m_out.w, Scalar(0));
            for (int u = 0; u < m_size.h; ++u)
                for (int v = 0; v < m_size.w; ++v)
                    for (int j = 0; j < m_out.w; ++j)
                        y[j] += x[(i * m_stride.h + u) * m_in.w + j * m_stride.w + v];
            for (int j = 0; j < m_out.w; ++j)
                y[j] *= share;
        }
    }
}

void AveragePool::backward(const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx,
    const BatchShard &shard, const Work &)
{
    if (!dx)
        return;
    const auto samples = std::size_t(shard.size());
    const Scalar share = Scalar(1) / Scalar(m_size.h * m_size.w);
    std::fill_n(dx, samples * m_in.size(), Scalar(0));
    for (std::size_t plane = 0; plane < samples * std::size_t(m_in.c); ++plane) {
        for (int i = 0; i < m_out.h; ++i, dy += m_out.w)
            for (int u = 0; u < m_size.h; ++u)
                for (int v = 0; v < m_size.w; ++v)
                    for (int j = 0; j < m_out.w; ++j)
                        dx[(i * m_stride.h + u) * m_in.w + j * m_stride.w + v] += dy[j] * share;
        dx += m_in.area();
    }
}

} // namespace

Formula explainMean(const ValueSource &from)
{
    const bool whole = from.window.kind == LayerWindow::Kind::WholeMap;
    WindowMean mean { .top = whole ? 0 : from.window.top(from.place.row),
        .left = whole ? 0 : from.window.left(from.place.column),
        .size = from.window.reach(),
        .window = windowValues(from) };
    const double count = double(mean.window.size());
    double magnitude = 0;
    for (const double value : mean.window) {
        mean.sum += value;
        magnitude += std::abs(value) / count;
    }
    const double y = mean.sum / count;
    Sentence sentence { "Σ / count = {} / {#} = {}", { mean.sum, count, y } };
    return { std::move(mean), y, magnitude, { std::move(sentence) } };
}

Formula explainMeanBackward(const GradientSource &from)
{
    const LayerWindow &window = from.window;
    const Extent reach = window.reach();
    const bool whole = window.kind == LayerWindow::Kind::WholeMap;
    const double share = 1 / (double(reach.h) * double(reach.w));
    DotProduct sum;
    for (int row = 0; row < window.output.h; ++row)
        for (int column = 0; column < window.output.w; ++column) {
            const int u = from.place.row - (whole ? 0 : window.top(row));
            const int v = from.place.column - (whole ? 0 : window.left(column));
            if (u < 0 || v < 0 || u >= reach.h || v >= reach.w)
                continue;
            sum.places.push_back({ from.place.channel, row, column });
            sum.inputs.push_back(from.dy(sum.places.back()));
            sum.weights.push_back(share);
        }
    return gradientSum(std::move(sum));
}

LayerKind averagePool()
{
    return { .name = "avgpool",
        .stem = "pool",
        .text = KindText { "Average pooling", "AvgPool", "average pooling",
            "Keeps the mean of each window, which makes the maps smaller" },
        .options = poolOptions(),
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<AveragePool>(extent(o, "size"), extent(o, "stride"));
        },
        .reads = readsPool,
        .explain = explainMean,
        .explainBackward = explainMeanBackward,
        .onnx = [](const LayerOptions &o) { return poolNode("AveragePool", o); },
        .c = CCode { "@_avgpool(x, in, y, out, #size, #stride)", CCode::Elsewhere, R"(
/* The mean of each window. */
static inline void @_avgpool(const float *x, const @_shape *in, float *y, const @_shape *out,
    int size_h, int size_w, int stride_h, int stride_w)
{
    int c, i, j, u, v;
    for (c = 0; c < out->c; ++c) {
        for (i = 0; i < out->h; ++i) {
            for (j = 0; j < out->w; ++j) {
                const float *window = x + (c * in->h + i * stride_h) * in->w + j * stride_w;
                float sum = 0.0f;
                for (u = 0; u < size_h; ++u)
                    for (v = 0; v < size_w; ++v)
                        sum += window[u * in->w + v];
                *y++ = sum / (float)(size_h * size_w);
            }
        }
    }
}
)" },
        .python = PythonCode { "windows(x, #size, #stride).mean(axis=(3, 4))",
            "F.avg_pool2d(x, #size, #stride)", { kNumpyWindows } } };
}

} // namespace convscope::kinds
