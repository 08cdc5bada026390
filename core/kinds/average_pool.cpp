// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kinds/average_pool.h"
#include "core/kernels/reductions.h"
#include "core/kinds/pool_options.h"
#include <algorithm>

namespace convscope {

AveragePool::AveragePool(const Extent &size, const Extent &stride)
    : m_size(size)
    , m_stride(stride)
{
}

LayerInfo AveragePool::info()
{
    return { .kind = "avgpool",
        .stem = "pool",
        .title = "Average pooling",
        .help = "Keeps the mean of each window, which makes the maps smaller",
        .options = poolOptions(),
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<AveragePool>(poolSize(o), poolStride(o));
        } };
}

Shape AveragePool::build(const Shape &in)
{
    m_in = in;
    m_out = pooledShape(in, m_size, m_stride);
    return m_out;
}

void AveragePool::forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &)
{
    const std::size_t planes = std::size_t(piece.size()) * std::size_t(m_in.c);
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

void AveragePool::backward(
    const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx, const Piece &piece, const Work &)
{
    if (!dx)
        return;
    const auto samples = std::size_t(piece.size());
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

LayerInfo GlobalAveragePool::info()
{
    return { .kind = "global_avgpool",
        .stem = "pool",
        .title = "Global average",
        .help = "Keeps the mean of each map, so that pictures of any size end as one value a map",
        .options = {},
        .create = [](const LayerOptions &) -> std::unique_ptr<Layer> {
            return std::make_unique<GlobalAveragePool>();
        } };
}

Shape GlobalAveragePool::build(const Shape &in)
{
    m_in = in;
    return { in.c, 1, 1 };
}

void GlobalAveragePool::forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &)
{
    const std::size_t channels = std::size_t(m_in.c), area = m_in.area();
    for (std::size_t map = 0; map < std::size_t(piece.size()) * channels; ++map)
        y[map] = sumOf(x + map * area, area) / Scalar(area);
}

void GlobalAveragePool::backward(
    const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx, const Piece &piece, const Work &)
{
    const std::size_t channels = std::size_t(m_in.c), area = m_in.area();
    for (std::size_t map = 0; dx && map < std::size_t(piece.size()) * channels; ++map)
        std::fill_n(dx + map * area, area, dy[map] / Scalar(area));
}

} // namespace convscope
