// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kinds/max_pool.h"
#include "core/kernels/pooling.h"
#include "core/kinds/pool_options.h"
#include <algorithm>

namespace convscope {

MaxPool::MaxPool(const Extent &size, const Extent &stride)
    : m_size(size)
    , m_stride(stride)
{
}

LayerInfo MaxPool::info()
{
    return { .kind = "maxpool",
        .stem = "pool",
        .title = "Max pooling",
        .help = "Keeps the largest value of each window, which makes the maps smaller",
        .options = poolOptions(),
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<MaxPool>(poolSize(o), poolStride(o));
        } };
}

Shape MaxPool::build(const Shape &in)
{
    m_in = in;
    m_out = pooledShape(in, m_size, m_stride);
    return m_out;
}

void MaxPool::forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &)
{
    const std::size_t planes = std::size_t(piece.size()) * std::size_t(m_in.c);
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
    const Piece &piece, const Work &)
{
    if (!dx)
        return;
    const auto samples = std::size_t(piece.size());
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

} // namespace convscope
