// SPDX-License-Identifier: GPL-3.0-or-later
// The gradients of Conv.
#include "core/kernels/channel_products.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/reductions.h"
#include "core/kernels/shifted_plane.h"
#include "core/kinds/conv_layer.h"
#include <algorithm>
#include <array>

namespace convscope {

namespace {
constexpr std::size_t kGradientBlock = 4096; // parameters a gradient task adds up
}

void Conv::spreadGradient(const Scalar *dy, Scalar *rows) const
{
    for (int o = 0; o < m_out.c; ++o, dy += m_out.area()) {
        Scalar *map = rows + std::size_t(o) * m_rows.mapSize;
        std::fill_n(map, m_rows.lead, Scalar(0));
        copyShifted({ .from = dy,
            .height = m_out.h,
            .width = m_out.w,
            .to = map + m_rows.lead,
            .rows = m_out.h,
            .columns = m_in.w });
        std::fill(map + m_rows.lead + m_out.h * m_in.w, map + m_rows.mapSize, Scalar(0));
    }
    std::fill_n(rows + std::size_t(m_out.c) * m_rows.mapSize, m_rows.lead, Scalar(0));
}

void Conv::rowsInputGradient(const Scalar *rows, Scalar *dx) const
{
    const std::ptrdiff_t cells = std::ptrdiff_t(m_options.kernel.h) * m_options.kernel.w;
    for (int g = 0; g < m_options.groups; ++g) {
        const std::size_t o = std::size_t(g * m_groupOut);
        combineRows({ .a = m_parameters[0].value.data() + std::ptrdiff_t(o) * m_groupIn * cells,
            .aStride = cells,
            .x = rows + o * m_rows.mapSize + m_rows.lead,
            .taps = m_rows.inputTaps,
            .start = nullptr,
            .y = dx + std::size_t(g * m_groupIn) * m_in.area(),
            .yStride = std::ptrdiff_t(m_in.area()),
            .rows = m_groupIn,
            .length = int(m_in.area()) });
    }
}

void Conv::weightGradient(
    const Samples &samples, bool accumulate, Scalar *partial, Scalar *scratch) const
{
    const auto cells = std::ptrdiff_t(m_taps.size());
    const bool fromRows = !m_rows.weightTaps.empty();
    const Scalar *x = samples.x;
    std::size_t sampleSize = m_in.size();
    if (m_planesSize > 0 && !fromRows) {
        for (int s = 0; s < samples.count; ++s)
            m_planes.spread(samples.x + std::size_t(s) * m_in.size(), m_in,
                scratch + std::size_t(s) * m_planesSize);
        x = scratch;
        sampleSize = m_planesSize;
        scratch += std::size_t(samples.count) * m_planesSize + kSpareBehindPlane;
    }
    if (m_byChannels) {
        for (int s = 0; s < samples.count; ++s)
            transposeMaps(samples.dy + std::size_t(s) * m_out.size(), m_out.c, int(m_out.area()),
                scratch + std::size_t(s) * m_out.size());
        correlateChannels({ .y = scratch,
            .ySample = std::ptrdiff_t(m_out.size()),
            .x = x,
            .xSample = std::ptrdiff_t(sampleSize),
            .taps = m_taps,
            .accumulate = accumulate,
            .d = partial,
            .rows = m_out.c,
            .length = int(m_out.area()),
            .samples = samples.count });
        return;
    }
    const std::size_t map = fromRows ? m_rows.mapSize : m_out.area();
    const std::size_t channel = fromRows ? m_in.area() : m_planes.channelSize();
    for (int g = 0; g < m_options.groups; ++g) {
        const std::size_t o = std::size_t(g * m_groupOut);
        correlateRows({ .y = (fromRows ? samples.rows + m_rows.lead : samples.dy) + o * map,
            .yStride = std::ptrdiff_t(map),
            .ySample = std::ptrdiff_t(fromRows ? m_rows.size : m_out.size()),
            .x = x + std::size_t(g * m_groupIn) * channel,
            .xSample = std::ptrdiff_t(sampleSize),
            .taps = fromRows ? m_rows.weightTaps : m_taps,
            .start = nullptr,
            .accumulate = accumulate,
            .d = partial + std::ptrdiff_t(o) * cells,
            .dStride = cells,
            .rows = m_groupOut,
            .length = fromRows ? rowsLength() : int(m_out.area()),
            .samples = samples.count });
    }
}

void Conv::biasGradient(const Scalar *dy, int samples, Scalar *bias) const
{
    for (int o = 0; o < m_out.c; ++o) {
        Scalar sum = 0;
        for (int s = 0; s < samples; ++s)
            sum += sumOf(
                dy + std::size_t(s) * m_out.size() + std::size_t(o) * m_out.area(), m_out.area());
        bias[o] = sum;
    }
}

void Conv::inputGradient(const Scalar *dy, Scalar *dx, Scalar *scratch) const
{
    if (isStrided())
        std::fill_n(dx, m_in.size(), Scalar(0)); // some cells may be reached by no output
    for (const InputPhase &phase : m_inputPhases) {
        if (phase.taps.empty())
            continue;
        const Scalar *planes = dy;
        Scalar *result = scratch;
        if (!phase.planes.isImage(m_out)) {
            phase.planes.spread(dy, m_out, scratch);
            planes = scratch;
            result += std::size_t(m_out.c) * phase.planes.channelSize() + kSpareBehindPlane;
        }
        if (!isStrided()) {
            phaseGradient(phase, planes, dx, std::ptrdiff_t(m_in.area()));
            continue;
        }
        phaseGradient(phase, planes, result, std::ptrdiff_t(phase.size.h) * phase.size.w);
        for (int c = 0; c < m_in.c; ++c)
            for (int i = phase.row; i < m_in.h; i += m_options.stride.h)
                for (int j = phase.column; j < m_in.w; j += m_options.stride.w)
                    dx[(std::size_t(c) * std::size_t(m_in.h) + std::size_t(i)) * std::size_t(m_in.w)
                        + std::size_t(j)]
                        = *result++;
    }
}

void Conv::phaseGradient(
    const InputPhase &phase, const Scalar *planes, Scalar *to, std::ptrdiff_t channelStride) const
{
    const std::ptrdiff_t cells = std::ptrdiff_t(m_options.kernel.h) * m_options.kernel.w;
    for (int g = 0; g < m_options.groups; ++g) {
        combineRows({ .a
            = m_parameters[0].value.data() + std::ptrdiff_t(g * m_groupOut) * m_groupIn * cells,
            .aStride = cells,
            .x = planes + std::size_t(g * m_groupOut) * phase.planes.channelSize(),
            .taps = phase.taps,
            .start = nullptr,
            .y = to + g * m_groupIn * channelStride,
            .yStride = channelStride,
            .rows = m_groupIn,
            .length = phase.size.h * phase.size.w });
    }
}

int Conv::gradientTasks() const
{
    return static_cast<int>((m_partialSize + kGradientBlock - 1) / kGradientBlock);
}

void Conv::gradientTask(int task, const Scalar *, const Scalar *, int, int shards)
{
    const std::size_t begin = std::size_t(task) * kGradientBlock;
    const std::size_t count = std::min(kGradientBlock, m_partialSize - begin);
    std::array<Scalar, kGradientBlock> sum; // the sum of the shards' partial gradients
    std::copy_n(m_partials.data() + begin, count, sum.data());
    for (int shard = 1; shard < shards; ++shard)
        blend(sum.data(), m_partials.data() + std::size_t(shard) * m_partialSize + begin,
            sum.data(), {}, count);
    const std::size_t weights = m_parameters[0].value.size();
    const std::size_t filters = std::size_t(m_out.c), cells = weights / filters;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t place = begin + i;
        if (place >= weights)
            m_parameters[1].gradient.values()[place - weights] = sum[i];
        else if (m_byChannels) // turned, as correlateChannels() left them
            m_parameters[0].gradient.values()[place % filters * cells + place / filters] = sum[i];
        else
            m_parameters[0].gradient.values()[place] = sum[i];
    }
}

} // namespace convscope
