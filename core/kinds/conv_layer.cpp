// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kinds/conv_layer.h"
#include "core/base/error.h"
#include "core/kernels/channel_products.h"
#include "core/kernels/shifted_plane.h"
#include <algorithm>
#include <limits>

namespace convscope {

namespace {

constexpr std::size_t kValuesAtOnce = 1U << 15U; // that stay in a core's own cache

int covered(int kernel, int dilation)
{
    return (kernel - 1) * dilation + 1;
}

std::size_t roundedUp(std::size_t values)
{
    constexpr std::size_t kLine = 64 / sizeof(Scalar);
    return (values + kLine - 1) / kLine * kLine;
}

// Places within one sample are 32-bit numbers.
void checkReach(std::size_t values)
{
    if (values > std::size_t(std::numeric_limits<std::int32_t>::max()))
        throw Error("one image would take " + std::to_string(values)
            + " values here; make the images smaller, use fewer filters, or pool before it");
}

std::string times(const Extent &extent)
{
    return std::to_string(extent.h) + "×" + std::to_string(extent.w);
}

} // namespace

Conv::Conv(const ConvOptions &options)
    : m_options(options)
{
}

Shape Conv::build(const Shape &in, std::span<const Shape>)
{
    const auto &[filters, kernel, stride, padding, dilation, groups, bias, initializer] = m_options;
    const Extent padded { in.h + 2 * padding.h, in.w + 2 * padding.w };
    const Extent reach { covered(kernel.h, dilation.h), covered(kernel.w, dilation.w) };
    if (reach.h > padded.h || reach.w > padded.w)
        throw Error("a kernel that covers " + times(reach) + " does not fit the " + times(padded)
            + " input (padding included); use a smaller kernel, padding, or fewer layers before "
              "it");
    if (in.c % groups != 0 || filters % groups != 0)
        throw Error(std::to_string(groups) + " groups do not divide " + std::to_string(in.c)
            + " input channels and " + std::to_string(filters) + " filters");
    m_in = in;
    m_out = { filters, (padded.h - reach.h) / stride.h + 1, (padded.w - reach.w) / stride.w + 1 };
    m_groupIn = in.c / groups;
    m_groupOut = filters / groups;
    const std::vector<std::size_t> dims { std::size_t(filters), std::size_t(m_groupIn),
        std::size_t(kernel.h), std::size_t(kernel.w) };
    const std::size_t weights = dims[0] * dims[1] * dims[2] * dims[3];
    if (weights > std::size_t(std::numeric_limits<std::int32_t>::max()))
        throw Error(std::to_string(weights)
            + " weights are too many; use fewer filters, a smaller kernel, or groups");
    m_parameters[0] = { "weight", Tensor(dims), Tensor(dims) };
    if (bias)
        m_parameters[1] = { "bias", Tensor({ dims[0] }), Tensor({ dims[0] }) };
    m_partialSize = m_parameters[0].value.size() + m_parameters[1].value.size();
    // Measured: with larger maps turning them costs more than it saves.
    constexpr std::size_t kLargestMap = 512;
    m_byChannels = groups == 1 && filters % kChannelBlock == 0 && m_out.area() <= kLargestMap;
    layOutInput();
    layOutGradient();
    return m_out;
}

void Conv::initialize(Rng &rng)
{
    const double cells = double(m_options.kernel.h) * m_options.kernel.w;
    m_options.initializer.fill(
        m_parameters[0].value.values(), m_groupIn * cells, m_groupOut * cells, rng);
}

void Conv::layOutInput()
{
    const auto &[filters, kernel, stride, padding, dilation, groups, bias, initializer] = m_options;
    const int reach = covered(kernel.h, dilation.h);
    const int rowPhases = std::min(stride.h, reach);
    m_planes = { .corners = {},
        .rowStep = stride.h,
        .columnStep = stride.w,
        .rows = m_out.h + (reach - 1) / stride.h,
        .columns = m_out.w };
    for (int phase = 0; phase < rowPhases; ++phase)
        for (int v = 0; v < kernel.w; ++v)
            m_planes.corners.push_back({ phase - padding.h, v * dilation.w - padding.w });
    checkReach(std::size_t(m_in.c) * m_planes.channelSize());
    m_planesSize = m_planes.isImage(m_in) ? 0 : std::size_t(m_in.c) * m_planes.channelSize();
    m_taps.clear();
    for (int c = 0; c < m_groupIn; ++c) {
        for (int v = 0; v < kernel.w; ++v) { // in order of place, which the caches like
            for (int u = 0; u < kernel.h; ++u) {
                const int row = u * dilation.h;
                const std::size_t plane = std::size_t(row % stride.h * kernel.w + v);
                m_taps.push_back({ (c * kernel.h + u) * kernel.w + v,
                    std::int32_t(
                        std::size_t(c) * m_planes.channelSize() + plane * m_planes.planeSize())
                        + row / stride.h * m_out.w });
            }
        }
    }
}

void Conv::layOutGradient()
{
    const auto &[filters, kernel, stride, padding, dilation, groups, bias, initializer] = m_options;
    m_rows = {};
    m_inputPhases.clear();
    if (isStrided() || padding != Extent { 0, 0 } || kernel == Extent { 1, 1 }) {
        for (int row = 0; row < std::min(stride.h, m_in.h); ++row)
            for (int column = 0; column < std::min(stride.w, m_in.w); ++column)
                m_inputPhases.push_back(inputPhase(row, column));
        return;
    }
    const auto distance = [this](int u, int v) {
        return u * m_options.dilation.h * m_in.w + v * m_options.dilation.w;
    };
    // Maps begin at cache lines, which loads like.
    m_rows.lead = roundedUp(std::size_t(distance(kernel.h - 1, kernel.w - 1)));
    m_rows.mapSize = m_rows.lead + roundedUp(std::size_t(m_out.h * m_in.w));
    m_rows.size = std::size_t(m_out.c) * m_rows.mapSize + m_rows.lead;
    checkReach(m_rows.size);
    for (int o = 0; o < m_groupOut; ++o)
        for (int u = 0; u < kernel.h; ++u)
            for (int v = 0; v < kernel.w; ++v)
                m_rows.inputTaps.push_back({ (o * m_groupIn * kernel.h + u) * kernel.w + v,
                    std::int32_t(std::size_t(o) * m_rows.mapSize) - distance(u, v) });
    // Measured: while the zeros are few, multiplying by them costs less than spreading many maps.
    constexpr double kFewZeros = 1.2, kVeryFewZeros = 1.1;
    const bool manyPlanes = m_in.c * kernel.w > 2 * filters;
    if (m_byChannels || !manyPlanes || m_in.w > kFewZeros * m_out.w)
        return;
    for (int c = 0; c < m_groupIn; ++c)
        for (int u = 0; u < kernel.h; ++u)
            for (int v = 0; v < kernel.w; ++v)
                m_rows.weightTaps.push_back({ (c * kernel.h + u) * kernel.w + v,
                    std::int32_t(std::size_t(c) * m_in.area()) + distance(u, v) });
    m_rows.forward = m_in.w <= kVeryFewZeros * m_out.w;
}

// Input row i = r · stride + row takes part in output row r + shift through kernel row u where
// row + padding − u · dilation = shift · stride; columns likewise.
Conv::InputPhase Conv::inputPhase(int row, int column) const
{
    struct Cell {
        int index, shift;
    };
    const auto cells = [](int remainder, int kernel, int stride, int padding, int dilation) {
        std::vector<Cell> reaching;
        for (int u = 0; u < kernel; ++u) {
            const int distance = remainder + padding - u * dilation;
            if (distance % stride == 0)
                reaching.push_back({ u, distance / stride });
        }
        return reaching;
    };
    const auto &[filters, kernel, stride, padding, dilation, groups, bias, initializer] = m_options;
    const auto rows = cells(row, kernel.h, stride.h, padding.h, dilation.h);
    const auto columns = cells(column, kernel.w, stride.w, padding.w, dilation.w);
    InputPhase phase { .row = row,
        .column = column,
        .planes = {},
        .size
        = { (m_in.h - row + stride.h - 1) / stride.h, (m_in.w - column + stride.w - 1) / stride.w },
        .taps = {} };
    if (rows.empty() || columns.empty())
        return phase;
    const int top = rows.back().shift; // the lowest, for shifts fall as u rises
    phase.planes.rows = phase.size.h + rows.front().shift - top;
    phase.planes.columns = phase.size.w;
    for (const Cell &v : columns)
        phase.planes.corners.push_back({ top, v.shift });
    checkReach(std::size_t(m_out.c) * phase.planes.channelSize());
    for (int o = 0; o < m_groupOut; ++o) {
        for (std::size_t v = 0; v < columns.size(); ++v) {
            for (const Cell &u : rows) {
                phase.taps.push_back(
                    { (o * m_groupIn * kernel.h + u.index) * kernel.w + columns[v].index,
                        std::int32_t(std::size_t(o) * phase.planes.channelSize()
                            + v * phase.planes.planeSize())
                            + (u.shift - top) * phase.size.w });
            }
        }
    }
    return phase;
}

std::span<Parameter> Conv::parameters()
{
    return std::span(m_parameters).first(m_options.bias ? 2 : 1);
}

std::size_t Conv::multiplyAdds() const
{
    return m_out.area() * m_parameters[0].value.size();
}

std::size_t Conv::plan(int shards, int shardSize)
{
    m_partials.assign(std::size_t(shards) * m_partialSize, 0);
    const std::size_t planes = m_rows.weightTaps.empty() ? m_planesSize : 0;
    const std::size_t sample = planes + m_rows.size + (m_byChannels ? m_out.size() : 0);
    m_samplesAtOnce = shardSize;
    if (sample > 0)
        m_samplesAtOnce = std::clamp(int(kValuesAtOnce / sample), 1, shardSize);
    std::size_t scratch = std::max(sample * std::size_t(m_samplesAtOnce), m_planesSize);
    if (m_rows.forward)
        scratch = std::max(scratch, std::size_t(m_out.c) * std::size_t(rowsLength()));
    for (const InputPhase &phase : m_inputPhases) {
        const std::size_t result = isStrided() ? m_in.size() : 0;
        scratch = std::max(scratch, std::size_t(m_out.c) * phase.planes.channelSize() + result);
    }
    return scratch + 3 * kSpareBehindPlane;
}

void Conv::forward(const Scalar *x, Scalar *y, const BatchShard &shard, const Work &work)
{
    for (int n = 0; n < shard.size(); ++n, x += m_in.size(), y += m_out.size()) {
        if (m_rows.forward)
            forwardFromRows(x, y, work.scratch.data());
        else
            forwardFromPlanes(x, y, work.scratch.data());
    }
}

void Conv::forwardFromPlanes(const Scalar *x, Scalar *y, Scalar *scratch) const
{
    const auto cells = std::ptrdiff_t(m_taps.size());
    const std::size_t groupSize = std::size_t(m_groupIn) * m_planes.channelSize();
    if (m_planesSize > 0) {
        m_planes.spread(x, m_in, scratch);
        x = scratch;
    }
    for (int g = 0; g < m_options.groups; ++g) {
        const int o = g * m_groupOut;
        combineRows({ .a = m_parameters[0].value.data() + o * cells,
            .aStride = cells,
            .x = x + std::size_t(g) * groupSize,
            .taps = m_taps,
            .start = m_options.bias ? m_parameters[1].value.data() + o : nullptr,
            .y = y + std::size_t(o) * m_out.area(),
            .yStride = std::ptrdiff_t(m_out.area()),
            .rows = m_groupOut,
            .length = int(m_out.area()) });
    }
}

// Also computes, and throws away, the places between the end of an output row and the next.
void Conv::forwardFromRows(const Scalar *x, Scalar *y, Scalar *scratch) const
{
    const auto cells = std::ptrdiff_t(m_taps.size());
    const int length = rowsLength();
    for (int g = 0; g < m_options.groups; ++g) {
        const int o = g * m_groupOut;
        combineRows({ .a = m_parameters[0].value.data() + o * cells,
            .aStride = cells,
            .x = x + std::size_t(g * m_groupIn) * m_in.area(),
            .taps = m_rows.weightTaps,
            .start = m_options.bias ? m_parameters[1].value.data() + o : nullptr,
            .y = scratch + std::ptrdiff_t(o) * length,
            .yStride = length,
            .rows = m_groupOut,
            .length = length });
    }
    for (int o = 0; o < m_out.c; ++o)
        for (int i = 0; i < m_out.h; ++i, y += m_out.w)
            std::copy_n(scratch + std::ptrdiff_t(o) * length + i * m_in.w, m_out.w, y);
}

void Conv::backward(const Scalar *x, const Scalar *, const Scalar *dy, Scalar *dx,
    const BatchShard &shard, const Work &work)
{
    Scalar *partial = m_partials.data() + std::size_t(shard.index) * m_partialSize;
    if (m_options.bias)
        biasGradient(dy, shard.size(), partial + m_parameters[0].value.size());
    for (int n = 0; n < shard.size(); n += m_samplesAtOnce) {
        const int count = std::min(m_samplesAtOnce, shard.size() - n);
        Scalar *rows = work.scratch.data();
        Scalar *scratch = rows + std::size_t(count) * m_rows.size + kSpareBehindPlane;
        const bool needsRows = m_rows.size > 0 && (dx || !m_rows.weightTaps.empty());
        for (int s = 0; needsRows && s < count; ++s)
            spreadGradient(dy + std::size_t(s) * m_out.size(), rows + std::size_t(s) * m_rows.size);
        weightGradient({ x, dy, rows, count }, n > 0, partial, scratch);
        for (int s = 0; s < count; ++s, x += m_in.size(), dy += m_out.size()) {
            if (dx && m_rows.size > 0)
                rowsInputGradient(rows + std::size_t(s) * m_rows.size, dx);
            else if (dx)
                inputGradient(dy, dx, scratch);
            dx += dx ? m_in.size() : 0;
        }
    }
}

} // namespace convscope
