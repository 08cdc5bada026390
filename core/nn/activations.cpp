// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/activations.h"
#include <cmath>

namespace convscope {

void Activation::forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &)
{
    const std::size_t first = std::size_t(piece.begin) * m_size;
    apply(x + first, y + first, std::size_t(piece.end - piece.begin) * m_size);
}

void Activation::backward(
    const Scalar *, const Scalar *y, const Scalar *dy, Scalar *dx, const Piece &piece, const Work &)
{
    if (!dx)
        return;
    const std::size_t first = std::size_t(piece.begin) * m_size;
    applyGradient(y + first, dy + first, dx + first, std::size_t(piece.end - piece.begin) * m_size);
}

LayerInfo Relu::info()
{
    return { .kind = "relu",
        .stem = "relu",
        .title = "ReLU",
        .help = "Sets negative values to zero and leaves the others as they are",
        .options = {},
        .create = [](const LayerOptions &) -> std::unique_ptr<Layer> {
            return std::make_unique<Relu>();
        } };
}

void Relu::apply(const Scalar *x, Scalar *y, std::size_t count) const
{
    for (std::size_t i = 0; i < count; ++i)
        y[i] = x[i] < 0 ? 0 : x[i]; // this way round, not-a-number stays visible
}

void Relu::applyGradient(const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const
{
    for (std::size_t i = 0; i < count; ++i)
        dx[i] = y[i] > 0 ? dy[i] : 0;
}

LayerInfo Sigmoid::info()
{
    return { .kind = "sigmoid",
        .stem = "sigmoid",
        .title = "Sigmoid",
        .help = "Squeezes every value smoothly into the range from 0 to 1",
        .options = {},
        .create = [](const LayerOptions &) -> std::unique_ptr<Layer> {
            return std::make_unique<Sigmoid>();
        } };
}

void Sigmoid::apply(const Scalar *x, Scalar *y, std::size_t count) const
{
    for (std::size_t i = 0; i < count; ++i)
        y[i] = 1 / (1 + std::exp(-x[i])); // e^−x overflows to infinity, which gives the right 0
}

void Sigmoid::applyGradient(const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const
{
    for (std::size_t i = 0; i < count; ++i)
        dx[i] = dy[i] * y[i] * (1 - y[i]);
}

} // namespace convscope
