// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/batch_norm.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/reductions.h"
#include "core/nn/options.h"
#include <cmath>

namespace convscope {

BatchNorm::BatchNorm(double epsilon, double momentum)
    : m_epsilon(epsilon)
    , m_momentum(momentum)
{
}

LayerInfo BatchNorm::info()
{
    return { .kind = "batchnorm",
        .stem = "bn",
        .title = "Batch normalization",
        .help = "Brings every map to mean 0 and deviation 1 over the batch, then scales and shifts "
                "it by learnt numbers; makes deeper networks train faster",
        .options = {
            { "epsilon", "added to the variance, against division by zero", 1e-5, 1e-12, 1, {} },
            { "momentum", "share of the newest batch in the running averages", 0.1, 0, 1, {} },
        },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<BatchNorm>(number(o, "epsilon"), number(o, "momentum"));
        } };
}

Shape BatchNorm::build(const Shape &in)
{
    m_shape = in;
    const std::vector<std::size_t> dims { std::size_t(in.c) };
    m_parameters[kWeight] = { "weight", Tensor(dims, 1), Tensor(dims) };
    m_parameters[kBias] = { "bias", Tensor(dims), Tensor(dims) };
    m_parameters[kRunningMean] = { "running_mean", Tensor(dims), {}, false };
    m_parameters[kRunningVariance] = { "running_var", Tensor(dims, 1), {}, false };
    return in;
}

std::size_t BatchNorm::plan(int pieces, int)
{
    m_parts.resize(std::size_t(pieces) * std::size_t(m_shape.c));
    return 0;
}

// Around the piece's first value, so that the squares keep their digits.
void BatchNorm::gather(const Scalar *x, const Piece &piece)
{
    const std::size_t area = m_shape.area();
    for (int c = 0; c < m_shape.c; ++c) {
        const Scalar *first = x + std::size_t(piece.begin) * m_shape.size() + std::size_t(c) * area;
        const Scalar origin = *first;
        Moments sums;
        for (int n = piece.begin; n < piece.end; ++n, first += m_shape.size()) {
            const Moments own = momentsAround(first, origin, area);
            sums.sum += own.sum;
            sums.squares += own.squares;
        }
        const double count = double(piece.end - piece.begin) * double(area);
        part(piece.index, c) = { .count = count,
            .mean = double(origin) + sums.sum / count,
            .squares = sums.squares - sums.sum * sums.sum / count };
    }
}

// Chan, Golub and LeVeque 1983, "Algorithms for Computing the Sample Variance": merging two parts.
BatchNorm::Channel BatchNorm::wholeBatch(int channel, int pieces) const
{
    Channel all = part(0, channel);
    for (int piece = 1; piece < pieces; ++piece) {
        const Channel &more = part(piece, channel);
        const double count = all.count + more.count, distance = more.mean - all.mean;
        all.squares += more.squares + distance * distance * all.count * more.count / count;
        all.mean += distance * more.count / count;
        all.count = count;
    }
    for (int piece = 0; piece < pieces; ++piece) {
        const Channel &own = part(piece, channel);
        // The parts' products are around their own means.
        all.dySum += piece == 0 ? 0 : own.dySum;
        all.dyProduct += (piece == 0 ? 0 : own.dyProduct) + (own.mean - all.mean) * own.dySum;
    }
    return all;
}

double BatchNorm::inverseDeviation(const Channel &batch) const
{
    return 1 / std::sqrt(std::max(batch.squares, 0.0) / batch.count + m_epsilon);
}

void BatchNorm::forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work)
{
    const std::size_t area = m_shape.area();
    for (int c = 0; c < m_shape.c; ++c) {
        const auto at = [&](int which) {
            return double(m_parameters[std::size_t(which)].value.values()[std::size_t(c)]);
        };
        double mean = at(kRunningMean);
        double inverse = 1 / std::sqrt(at(kRunningVariance) + m_epsilon);
        if (work.mode == Mode::Train) {
            const Channel batch = wholeBatch(c, piece.pieces);
            mean = batch.mean;
            inverse = inverseDeviation(batch);
        }
        const double scale = at(kWeight) * inverse;
        const double offset = at(kBias) - scale * mean;
        for (int n = piece.begin; n < piece.end; ++n) {
            const std::size_t first = std::size_t(n) * m_shape.size() + std::size_t(c) * area;
            scaleAndShift(x + first, y + first, Scalar(scale), Scalar(offset), area);
        }
    }
}

void BatchNorm::gatherBackward(const Scalar *x, const Scalar *dy, const Piece &piece)
{
    const std::size_t area = m_shape.area();
    for (int c = 0; c < m_shape.c; ++c) {
        Channel &own = part(piece.index, c);
        own.dySum = own.dyProduct = 0;
        for (int n = piece.begin; n < piece.end; ++n) {
            const std::size_t first = std::size_t(n) * m_shape.size() + std::size_t(c) * area;
            const ProductSums sums = productSums(dy + first, x + first, Scalar(own.mean), area);
            own.dySum += sums.sum;
            // The origin was rounded; what that took away is put back.
            own.dyProduct += sums.product + sums.sum * (double(Scalar(own.mean)) - own.mean);
        }
    }
}

// dx = weight / σ · (dy − mean(dy) − x̂ · mean(dy · x̂)), as in the paper.
void BatchNorm::backward(
    const Scalar *x, const Scalar *, const Scalar *dy, Scalar *dx, const Piece &piece, const Work &)
{
    if (!dx)
        return;
    const std::size_t area = m_shape.area();
    for (int c = 0; c < m_shape.c; ++c) {
        const Channel batch = wholeBatch(c, piece.pieces);
        const double inverse = inverseDeviation(batch);
        const double a = double(m_parameters[kWeight].value.values()[std::size_t(c)]) * inverse;
        const double b = -a * inverse * inverse * batch.dyProduct / batch.count;
        const Blend factors { .a = Scalar(a),
            .b = Scalar(b),
            .c = Scalar(-a * batch.dySum / batch.count - b * batch.mean) };
        for (int n = piece.begin; n < piece.end; ++n) {
            const std::size_t first = std::size_t(n) * m_shape.size() + std::size_t(c) * area;
            blend(dy + first, x + first, dx + first, factors, area);
        }
    }
}

void BatchNorm::gradientTask(int, const Scalar *, const Scalar *, int, int pieces)
{
    for (int c = 0; c < m_shape.c; ++c) {
        const auto i = std::size_t(c);
        const Channel batch = wholeBatch(c, pieces);
        m_parameters[kWeight].gradient.values()[i]
            = Scalar(batch.dyProduct * inverseDeviation(batch));
        m_parameters[kBias].gradient.values()[i] = Scalar(batch.dySum);
        const double unbiased = batch.squares / std::max(batch.count - 1, 1.0);
        const auto follow = [&](int which, double newest) {
            Scalar &running = m_parameters[std::size_t(which)].value.values()[i];
            running = Scalar((1 - m_momentum) * double(running) + m_momentum * newest);
        };
        follow(kRunningMean, batch.mean);
        follow(kRunningVariance, unbiased);
    }
}

} // namespace convscope
