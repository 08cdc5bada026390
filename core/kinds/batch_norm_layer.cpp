// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kinds/batch_norm_layer.h"
#include "core/kernels/reductions.h"
#include <algorithm>
#include <cassert>
#include <cmath>

namespace convscope {

BatchNorm::BatchNorm(double epsilon, double momentum)
    : m_epsilon(epsilon)
    , m_momentum(momentum)
{
}

Shape BatchNorm::build(const Shape &in, std::span<const Shape>)
{
    m_channels = std::size_t(in.c);
    m_area = in.area();
    const std::vector<std::size_t> dims { m_channels };
    m_parameters[kWeight] = { "weight", Tensor(dims, 1), Tensor(dims) };
    m_parameters[kBias] = { "bias", Tensor(dims), Tensor(dims) };
    m_parameters[kRunningMean] = { "running_mean", Tensor(dims), {}, false };
    m_parameters[kRunningVariance] = { "running_var", Tensor(dims, 1), {}, false };
    m_batch.resize(m_channels);
    m_forward.resize(m_channels);
    m_backward.resize(m_channels);
    return in;
}

std::size_t BatchNorm::plan(int shards, int)
{
    m_parts.resize(std::size_t(shards) * m_channels);
    return 0;
}

double BatchNorm::valueOf(int parameter, std::size_t channel) const
{
    return double(m_parameters[std::size_t(parameter)].value.values()[channel]);
}

double BatchNorm::inverseStddev(const Channel &batch) const
{
    return 1 / std::sqrt(std::max(batch.squares, 0.0) / batch.count + m_epsilon);
}

// Around the channel's first value, so that the squares keep their digits. Samples and channels are
// walked as they lie in memory, here and below.
void BatchNorm::collectStatistics(const Scalar *x, const BatchShard &shard)
{
    Channel *own = part(shard.index);
    std::fill_n(own, m_channels, Channel {});
    const Scalar *map = x;
    for (int n = 0; n < shard.size(); ++n) {
        for (std::size_t c = 0; c < m_channels; ++c, map += m_area) {
            const Moments sums = momentsAround(map, x[c * m_area], m_area);
            own[c].mean += sums.sum; // not yet the mean
            own[c].squares += sums.squares;
        }
    }
    const double count = double(shard.size()) * double(m_area);
    for (std::size_t c = 0; c < m_channels; ++c) {
        const double sum = own[c].mean;
        own[c].count = count;
        own[c].mean = double(x[c * m_area]) + sum / count;
        own[c].squares -= sum * sum / count;
    }
}

// Chan, Golub and LeVeque 1983, "Algorithms for Computing the Sample Variance": merging two parts.
void BatchNorm::finishStatistics(int shards)
{
    for (std::size_t c = 0; c < m_channels; ++c) {
        Channel all = part(0)[c];
        for (int shard = 1; shard < shards; ++shard) {
            const Channel &more = part(shard)[c];
            const double count = all.count + more.count, distance = more.mean - all.mean;
            all.squares += more.squares + distance * distance * all.count * more.count / count;
            all.mean += distance * more.count / count;
            all.count = count;
        }
        m_batch[c] = all;
        const double scale = valueOf(kWeight, c) * inverseStddev(all);
        m_forward[c] = { Scalar(scale), Scalar(valueOf(kBias, c) - scale * all.mean), m_rectified };
    }
}

void BatchNorm::forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work)
{
    for (int n = 0; n < shard.size(); ++n) {
        for (std::size_t c = 0; c < m_channels; ++c, x += m_area, y += m_area) {
            Affine line = m_forward[c];
            if (work.mode == Mode::Infer)
                line = { .scale = Scalar(runningScale(c)),
                    .offset
                    = Scalar(valueOf(kBias, c) - runningScale(c) * valueOf(kRunningMean, c)),
                    .rectified = m_rectified };
            scaleAndShift(x, y, line, m_area);
        }
    }
}

void BatchNorm::collectBackwardStatistics(
    const Scalar *x, const Scalar *dy, const BatchShard &shard)
{
    Channel *own = part(shard.index);
    for (std::size_t c = 0; c < m_channels; ++c)
        own[c].dySum = own[c].dyProduct = 0;
    for (int n = 0; n < shard.size(); ++n) {
        for (std::size_t c = 0; c < m_channels; ++c, x += m_area, dy += m_area) {
            const Scalar origin = Scalar(m_batch[c].mean);
            const ProductSums sums = productSums(dy, x, origin, m_forward[c], m_area);
            own[c].dySum += sums.sum;
            // Puts back what rounding took from the origin.
            own[c].dyProduct += sums.product + sums.sum * (double(origin) - m_batch[c].mean);
        }
    }
}

// dx = weight / σ · (dy − mean(dy) − x̂ · mean(dy · x̂)), as in the paper.
void BatchNorm::finishBackwardStatistics(int shards)
{
    for (std::size_t c = 0; c < m_channels; ++c) {
        Channel &all = m_batch[c];
        all.dySum = all.dyProduct = 0;
        for (int shard = 0; shard < shards; ++shard) {
            all.dySum += part(shard)[c].dySum;
            all.dyProduct += part(shard)[c].dyProduct;
        }
        const double inverse = inverseStddev(all);
        const double a = valueOf(kWeight, c) * inverse;
        const double b = -a * inverse * inverse * all.dyProduct / all.count;
        m_backward[c] = {
            .a = Scalar(a), .b = Scalar(b), .c = Scalar(-a * all.dySum / all.count - b * all.mean)
        };
    }
}

double BatchNorm::runningScale(std::size_t channel) const
{
    return valueOf(kWeight, channel) / std::sqrt(valueOf(kRunningVariance, channel) + m_epsilon);
}

void BatchNorm::backward(const Scalar *x, const Scalar *, const Scalar *dy, Scalar *dx,
    const BatchShard &shard, const Work &work)
{
    if (work.mode == Mode::Infer) { // there is no batch to depend on
        assert(!m_rectified);
        for (int n = 0; dx && n < shard.size(); ++n)
            for (std::size_t c = 0; c < m_channels; ++c, dy += m_area, dx += m_area)
                scaleAndShift(dy, dx, { .scale = Scalar(runningScale(c)) }, m_area);
        return;
    }
    for (int n = 0; dx && n < shard.size(); ++n)
        for (std::size_t c = 0; c < m_channels; ++c, x += m_area, dy += m_area, dx += m_area)
            if (m_rectified)
                blendWhere(dy, x, dx, m_backward[c], m_forward[c], m_area);
            else
                blend(dy, x, dx, m_backward[c], m_area);
}

void BatchNorm::gradientTask(int, const Scalar *, const Scalar *, int, int)
{
    for (std::size_t c = 0; c < m_channels; ++c) {
        const Channel &batch = m_batch[c];
        m_parameters[kWeight].gradient.values()[c] = Scalar(batch.dyProduct * inverseStddev(batch));
        m_parameters[kBias].gradient.values()[c] = Scalar(batch.dySum);
        const double unbiased = batch.squares / std::max(batch.count - 1, 1.0);
        const auto follow = [&](int which, double newest) {
            Scalar &running = m_parameters[std::size_t(which)].value.values()[c];
            running = Scalar((1 - m_momentum) * double(running) + m_momentum * newest);
        };
        follow(kRunningMean, batch.mean);
        follow(kRunningVariance, unbiased);
    }
}

} // namespace convscope
