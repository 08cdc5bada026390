// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kinds/activations.h"
#include "core/base/field.h"
#include "core/kernels/elementwise.h"

namespace convscope {

void Activation::forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &)
{
    apply(x, y, std::size_t(piece.size()) * m_size);
}

void Activation::backward(
    const Scalar *, const Scalar *y, const Scalar *dy, Scalar *dx, const Piece &piece, const Work &)
{
    if (dx)
        applyGradient(y, dy, dx, std::size_t(piece.size()) * m_size);
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
    leakyRelu(x, y, 0, count);
}

void Relu::applyGradient(const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const
{
    leakyReluGradient(y, dy, dx, 0, count);
}

LayerInfo LeakyRelu::info()
{
    return { .kind = "leaky_relu",
        .stem = "relu",
        .title = "Leaky ReLU",
        .help = "Makes negative values much smaller and leaves the others as they are",
        .options = {
            Field::real("slope", 0.01, 0, 1, "what negative values are multiplied by"),
        },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<LeakyRelu>(Scalar(number(o, "slope")));
        } };
}

void LeakyRelu::apply(const Scalar *x, Scalar *y, std::size_t count) const
{
    leakyRelu(x, y, m_slope, count);
}

void LeakyRelu::applyGradient(
    const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const
{
    leakyReluGradient(y, dy, dx, m_slope, count);
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
    sigmoid(x, y, count);
}

void Sigmoid::applyGradient(const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const
{
    sigmoidGradient(y, dy, dx, count);
}

LayerInfo Tanh::info()
{
    return { .kind = "tanh",
        .stem = "tanh",
        .title = "Tanh",
        .help = "Squeezes every value smoothly into the range from −1 to 1",
        .options = {},
        .create = [](const LayerOptions &) -> std::unique_ptr<Layer> {
            return std::make_unique<Tanh>();
        } };
}

void Tanh::apply(const Scalar *x, Scalar *y, std::size_t count) const
{
    hyperbolicTangent(x, y, count);
}

void Tanh::applyGradient(const Scalar *y, const Scalar *dy, Scalar *dx, std::size_t count) const
{
    hyperbolicTangentGradient(y, dy, dx, count);
}

} // namespace convscope
