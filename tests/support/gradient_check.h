// SPDX-License-Identifier: GPL-3.0-or-later
// Compares a layer's backward() with central differences of its forward().
#pragma once
#include "core/base/error.h"
#include "core/layer/layer.h"
#include "core/nn/gradient_check.h"
#include <algorithm>
#include <cmath>

namespace convscope::test {

/// Shapes of other layers that `layer` takes beside x of shape `in`: maps beside one value a
/// channel, equal ones, or one value a channel. @throws Error as Layer::build(), where none fits.
inline std::vector<Shape> fittingOthers(Layer &layer, const Shape &in)
{
    std::vector<Shape> candidates { in, { in.c, 1, 1 } };
    if (in.area() == 1)
        candidates.insert(candidates.begin(), { in.c, 3, 2 });
    for (const Shape &candidate : candidates) {
        const std::vector<Shape> others(layer.others().size(), candidate);
        try {
            layer.build(in, others);
            return others;
        } catch (const Error &) {
            if (others.empty() || &candidate == &candidates.back())
                throw;
        }
    }
    return {};
}

/// Runs one layer the way Model does, over one batch in a few pieces (no more than samples).
class LayerRun {
public:
    LayerRun(Layer &layer, const Shape &in, const Shape &out, int batch, int shards = 2,
        std::span<const Shape> otherShapes = {})
        : x(std::size_t(batch) * in.size())
        , y(std::size_t(batch) * out.size())
        , dy(y.size())
        , dx(x.size())
        , m_layer(layer)
        , m_batch(batch)
    {
        for (const Shape &shape : otherShapes) {
            others.emplace_back(std::size_t(batch) * shape.size());
            dOthers.emplace_back(others.back().size());
        }
        shards = std::min(shards, batch);
        m_scratch.resize(layer.plan(shards, (batch + shards - 1) / shards));
        for (int i = 0; i < shards; ++i)
            m_shards.push_back({ i, i * batch / shards, (i + 1) * batch / shards, shards });
    }

    void forward(Mode mode = Mode::Train)
    {
        for (const BatchShard &shard : m_shards)
            if (mode == Mode::Train && m_layer.needsWholeBatch())
                m_layer.collectStatistics(at(x, shard), shard);
        if (mode == Mode::Train)
            m_layer.finishStatistics(int(m_shards.size()));
        for (const BatchShard &shard : m_shards)
            m_layer.forward(at(x, shard), at(y, shard), shard, work(mode, shard));
    }
    void backward(bool wantInputGradient = true, Mode mode = Mode::Train)
    {
        for (const BatchShard &shard : m_shards)
            if (mode == Mode::Train && m_layer.needsWholeBatch())
                m_layer.collectBackwardStatistics(at(x, shard), at(dy, shard), shard);
        if (mode == Mode::Train)
            m_layer.finishBackwardStatistics(int(m_shards.size()));
        for (const BatchShard &shard : m_shards) {
            const Work own = work(mode, shard);
            for (std::size_t which = 0; which < others.size(); ++which)
                m_layer.backwardOther(
                    which, at(x, shard), at(dy, shard), at(dOthers[which], shard), shard, own);
            m_layer.backward(at(x, shard), at(y, shard), at(dy, shard),
                wantInputGradient ? at(dx, shard) : nullptr, shard, own);
        }
        for (int task = 0; mode == Mode::Train && task < m_layer.gradientTasks(); ++task)
            m_layer.gradientTask(task, x.data(), dy.data(), m_batch, int(m_shards.size()));
    }

    Buffer x, y, dy, dx;
    std::vector<Buffer> others, dOthers; ///< what a layer that reads others gets, and hands back

private:
    Scalar *at(Buffer &values, const BatchShard &shard) const
    {
        return values.data() + values.size() / std::size_t(m_batch) * std::size_t(shard.begin);
    }
    /// Until the next call.
    Work work(Mode mode, const BatchShard &shard)
    {
        m_places.clear();
        for (Buffer &other : others)
            m_places.push_back(at(other, shard));
        return { mode, m_scratch, m_places };
    }

    Layer &m_layer;
    int m_batch;
    std::vector<BatchShard> m_shards;
    std::vector<const Scalar *> m_places;
    Buffer m_scratch;
};

/// Largest relative error between backward() and central differences of f = Σ y·dy, over the input
/// and every parameter. What backward() must assign is filled with not-a-number before.
inline double worstGradientError(Layer &layer, const Shape &in, int batch, Rng &rng)
{
    const std::vector<Shape> others = fittingOthers(layer, in);
    LayerRun run(layer, in, layer.build(in, others), batch, 2, others);
    const auto randomize = [&](std::span<Scalar> values) { // away from 0, where kinks sit
        for (Scalar &v : values)
            v = static_cast<Scalar>((rng.next() % 2 ? 1 : -1) * (0.1 + 0.9 * rng.uniform()));
    };
    randomize(run.x);
    randomize(run.dy);
    for (Parameter &p : layer.parameters()) {
        if (p.trainable)
            randomize(p.value.values());
        std::ranges::fill(p.gradient.values(), Scalar(NAN));
    }
    for (Buffer &other : run.others)
        randomize(other);
    for (Buffer &gradient : run.dOthers)
        std::ranges::fill(gradient, Scalar(NAN));
    std::ranges::fill(run.dx, Scalar(NAN));
    run.forward();
    run.backward();

    const auto f = [&] {
        run.forward();
        double sum = 0;
        for (std::size_t i = 0; i < run.y.size(); ++i)
            sum += double(run.y[i]) * double(run.dy[i]);
        return sum;
    };
    double worst = 0;
    const auto compare = [&](std::span<Scalar> variable, std::span<const Scalar> analytic) {
        for (std::size_t i = 0; i < variable.size(); ++i) {
            // Of two steps, so that what bends is measured to the fourth order (Richardson).
            constexpr double kStep = 1e-5;
            const double fine = centralDifference(variable[i], kStep, f);
            const double coarse = centralDifference(variable[i], 2 * kStep, f);
            worst = std::max(
                worst, convscope::relativeError(double(analytic[i]), (4 * fine - coarse) / 3, 1));
        }
    };
    compare(run.x, run.dx);
    for (std::size_t which = 0; which < run.others.size(); ++which)
        compare(run.others[which], run.dOthers[which]);
    for (Parameter &p : layer.parameters())
        if (p.trainable)
            compare(p.value.values(), p.gradient.values());
    return worst;
}

} // namespace convscope::test
