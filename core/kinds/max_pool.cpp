// SPDX-License-Identifier: GPL-3.0-or-later
// Max pooling: the largest value of each window.
#include "core/kernels/pooling.h"
#include "core/kinds/pool.h"
#include <algorithm>
#include <cmath>

namespace convscope::kinds {

namespace {

/// y[c][i][j] = max over the size.h × size.w window that begins at (i·stride.h, j·stride.w).
/// Windows that would reach over the edge are left out (floor). Of equal values the first in
/// reading order counts as the largest; its gradient gets everything.
class MaxPool final : public Layer {
public:
    MaxPool(const Extent &size, const Extent &stride);

    Shape build(const Shape &in, std::span<const Shape> others) override;
    bool keepsOutput() const override { return true; }
    bool takeReluBefore(bool take) override
    {
        m_rectifies = take && isByTwo();
        return isByTwo();
    }
    void forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work) override;
    void backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
        const BatchShard &shard, const Work &work) override;

private:
    bool isByTwo() const { return m_size == Extent { 2, 2 } && m_stride == m_size; }

    bool m_rectifies = false; // the ReLU of the largest is the largest of the ReLUs
    Extent m_size, m_stride;
    Shape m_in, m_out;
};

MaxPool::MaxPool(const Extent &size, const Extent &stride)
    : m_size(size)
    , m_stride(stride)
{
}

Shape MaxPool::build(const Shape &in, std::span<const Shape>)
{
    m_in = in;
    m_out = pooledShape(in, m_size, m_stride);
    return m_out;
}

void MaxPool::forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &)
{
    const std::size_t planes = std::size_t(shard.size()) * std::size_t(m_in.c);
    if (isByTwo()) {
        for (std::size_t plane = 0; plane < planes; ++plane)
            maxPoolByTwo(
                x + plane * m_in.area(), { m_in.h, m_in.w, m_rectifies }, y + plane * m_out.area());
        return;
    }
    for (std::size_t plane = 0; plane < planes; ++plane, x += m_in.area()) {
        for (int i = 0; i < m_out.h; ++i, y += m_out.w) {
            for (int u = 0; u < m_size.h; ++u) {
                const Scalar *row = x + (i * m_stride.h + u) * m_in.w;
                for (int v = 0; v < m_size.w; ++v)
                    for (int j = 0; j < m_out.w; ++j) {
                        const Scalar value = row[j * m_stride.w + v];
                        y[j] = (u == 0 && v == 0) || value > y[j] || value != value ? value : y[j];
                    }
            }
        }
    }
}

void MaxPool::backward(const Scalar *x, const Scalar *y, const Scalar *dy, Scalar *dx,
    const BatchShard &shard, const Work &)
{
    if (!dx)
        return;
    const auto samples = std::size_t(shard.size());
    if (isByTwo()) {
        for (std::size_t plane = 0; plane < samples * std::size_t(m_in.c); ++plane)
            maxPoolByTwoGradient(x + plane * m_in.area(), y + plane * m_out.area(),
                dy + plane * m_out.area(), { m_in.h, m_in.w, m_rectifies },
                dx + plane * m_in.area());
        return;
    }
    std::fill_n(dx, samples * m_in.size(), Scalar(0));
    // The first cell that equals the largest value won it.
    const auto winner = [&](const Scalar *window, Scalar largest) {
        for (int u = 0; u < m_size.h; ++u)
            for (int v = 0; v < m_size.w; ++v)
                if (window[u * m_in.w + v] == largest)
                    return std::ptrdiff_t(u) * m_in.w + v;
        return std::ptrdiff_t(0); // not a number: any cell serves
    };
    for (std::size_t plane = 0; plane < samples * std::size_t(m_in.c); ++plane) {
        for (int i = 0; i < m_out.h; ++i) {
            for (int j = 0; j < m_out.w; ++j) {
                const std::ptrdiff_t corner
                    = std::ptrdiff_t(i * m_stride.h) * m_in.w + j * m_stride.w;
                dx[corner + winner(x + corner, *y++)] += *dy++;
            }
        }
        x += m_in.area();
        dx += m_in.area();
    }
}

/// As the layer does: the first of equal ones, and not-a-number is passed on.
std::size_t winnerOf(const std::vector<double> &window)
{
    std::size_t winner = 0;
    for (std::size_t i = 1; i < window.size(); ++i)
        if (window[i] > window[winner] || std::isnan(window[i]))
            winner = i;
    return winner;
}

WindowPick pickOf(const ValueSource &from)
{
    WindowPick pick { .top = from.window.top(from.place.row),
        .left = from.window.left(from.place.column),
        .size = from.window.kernel,
        .window = windowValues(from) };
    pick.winner = winnerOf(pick.window);
    return pick;
}

ValuePlace winnerPlace(const WindowPick &pick, int channel)
{
    const int width = pick.size.w, at = int(pick.winner);
    return { channel, pick.top + at / width, pick.left + at % width };
}

Formula explain(const ValueSource &from)
{
    WindowPick pick = pickOf(from);
    const double y = pick.window[pick.winner];
    const ValuePlace won = winnerPlace(pick, from.place.channel);
    Sentence sentence { "the largest of {#} is {}\nrow {#}, column {#} won",
        { double(pick.window.size()), y, double(won.row + 1), double(won.column + 1) } };
    return { std::move(pick), y, std::abs(y), { std::move(sentence) } };
}

Formula explainBackward(const GradientSource &from)
{
    DotProduct won;
    ValueSource window = from;
    for (int row = 0; row < from.window.output.h; ++row)
        for (int column = 0; column < from.window.output.w; ++column) {
            window.place = { from.place.channel, row, column };
            const WindowPick pick = pickOf(window);
            if (winnerPlace(pick, from.place.channel) != from.place)
                continue;
            won.inputs.push_back(from.dy(window.place));
            won.weights.push_back(1);
            won.places.push_back(window.place);
        }
    return gradientSum(std::move(won));
}

} // namespace

LayerKind maxPool()
{
    return { .name = "maxpool",
        .stem = "pool",
        .text = KindText { "Max pooling", "Pool", "max pooling",
            "Keeps the largest value of each window, which makes the maps smaller" },
        .options = poolOptions(),
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<MaxPool>(extent(o, "size"), extent(o, "stride"));
        },
        .reads = readsPool,
        .explain = explain,
        .explainBackward = explainBackward,
        .onnx = [](const LayerOptions &o) { return poolNode("MaxPool", o); },
        .c = CCode { "@_maxpool(x, in, y, out, #size, #stride)", CCode::Elsewhere, R"(
/* The largest value of each window. */
static inline void @_maxpool(const float *x, const @_shape *in, float *y, const @_shape *out,
    int size_h, int size_w, int stride_h, int stride_w)
{
    int c, i, j, u, v;
    for (c = 0; c < out->c; ++c) {
        for (i = 0; i < out->h; ++i) {
            for (j = 0; j < out->w; ++j) {
                const float *window = x + (c * in->h + i * stride_h) * in->w + j * stride_w;
                float largest = window[0];
                for (u = 0; u < size_h; ++u)
                    for (v = 0; v < size_w; ++v)
                        if (window[u * in->w + v] > largest)
                            largest = window[u * in->w + v];
                *y++ = largest;
            }
        }
    }
}
)" },
        .python = PythonCode { "windows(x, #size, #stride).max(axis=(3, 4))",
            "F.max_pool2d(x, #size, #stride)", { kNumpyWindows } } };
}

} // namespace convscope::kinds
