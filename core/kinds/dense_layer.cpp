// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kinds/dense_layer.h"
#include "core/base/error.h"
#include <limits>

namespace convscope {

namespace {
constexpr int kUnitBlock = 8, kInputBlock = 1024; // whose weights a gradient task serves

int blocks(int count, int size)
{
    return (count + size - 1) / size;
}
} // namespace

Dense::Dense(int units, bool bias, Initializer initializer)
    : m_units(units)
    , m_bias(bias)
    , m_initializer(initializer)
{
}

Shape Dense::build(const Shape &in, std::span<const Shape>)
{
    if (in.size() * std::size_t(m_units) > std::size_t(std::numeric_limits<std::int32_t>::max()))
        throw Error(std::to_string(in.size()) + " inputs times " + std::to_string(m_units)
            + " units are too many weights; pool more before it or use fewer units");
    m_inputs = static_cast<int>(in.size());
    const auto units = std::size_t(m_units);
    m_parameters[0] = { "weight", Tensor({ units, in.size() }), Tensor({ units, in.size() }) };
    if (m_bias)
        m_parameters[1] = { "bias", Tensor({ units }), Tensor({ units }) };
    m_unitTaps.clear();
    for (int u = 0; u < m_units; ++u) {
        m_unitTaps.push_back({ u, u * m_inputs });
    }
    return { m_units, 1, 1 };
}

void Dense::initialize(Rng &rng)
{
    m_initializer.fill(m_parameters[0].value.values(), m_inputs, m_units, rng);
}

std::span<Parameter> Dense::parameters()
{
    return std::span(m_parameters).first(m_bias ? 2 : 1);
}

std::size_t Dense::plan(int shards, int shardSize)
{
    m_sampleTaps.clear();
    for (int n = 0; n < shards * shardSize; ++n)
        m_sampleTaps.push_back({ n * m_units, n * m_inputs });
    return 0;
}

std::size_t Dense::multiplyAdds() const
{
    return m_parameters[0].value.size();
}

bool Dense::wantsManySamples() const
{
    constexpr std::size_t kCached = 1U << 16U;
    return m_parameters[0].value.size() > kCached;
}

void Dense::forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &)
{
    correlateRows({ .y = x,
        .yStride = m_inputs,
        .ySample = 0,
        .x = m_parameters[0].value.data(),
        .xSample = 0,
        .taps = m_unitTaps,
        .start = m_bias ? m_parameters[1].value.data() : nullptr,
        .d = y,
        .dStride = m_units,
        .rows = shard.size(),
        .length = m_inputs });
}

void Dense::backward(const Scalar *, const Scalar *, const Scalar *dy, Scalar *dx,
    const BatchShard &shard, const Work &)
{
    if (!dx)
        return;
    combineRows({ .a = dy,
        .aStride = m_units,
        .x = m_parameters[0].value.data(),
        .taps = m_unitTaps,
        .start = nullptr,
        .y = dx,
        .yStride = m_inputs,
        .rows = shard.size(),
        .length = m_inputs });
}

int Dense::gradientTasks() const
{
    return blocks(m_units, kUnitBlock) * blocks(m_inputs, kInputBlock);
}

void Dense::gradientTask(int task, const Scalar *x, const Scalar *dy, int batch, int)
{
    const int unit = task % blocks(m_units, kUnitBlock) * kUnitBlock;
    const int input = task / blocks(m_units, kUnitBlock) * kInputBlock;
    const int units = std::min(kUnitBlock, m_units - unit);
    combineRows({ .a = dy + unit,
        .aStride = 1,
        .x = x + input,
        .taps = std::span(m_sampleTaps).first(std::size_t(batch)),
        .start = nullptr,
        .y = m_parameters[0].gradient.data() + std::ptrdiff_t(unit) * m_inputs + input,
        .yStride = m_inputs,
        .rows = units,
        .length = std::min(kInputBlock, m_inputs - input) });
    for (int u = unit; m_bias && input == 0 && u < unit + units; ++u) {
        Scalar sum = 0;
        for (int n = 0; n < batch; ++n)
            sum += dy[std::ptrdiff_t(n) * m_units + u];
        m_parameters[1].gradient.values()[std::size_t(u)] = sum;
    }
}

} // namespace convscope
