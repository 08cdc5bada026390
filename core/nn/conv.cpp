// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/conv.h"
#include "core/base/error.h"
#include "core/kernels/sums.h"
#include "core/nn/options.h"
#include <algorithm>
#include <cmath>

namespace convscope {

namespace {

constexpr std::size_t kGradientBlock = 4096; // parameters a gradient task adds up

int covered(int kernel, int dilation)
{
    return (kernel - 1) * dilation + 1;
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

LayerInfo Conv::info()
{
    return { .kind = "conv",
        .stem = "conv",
        .title = "Convolution",
        .help = "Slides each filter over the picture and adds up the products; one map a filter",
        .options = {
            { "filters", "number of filters, which is the number of maps that come out", 16.0, 1, 4096, {} },
            { "kernel", "height and width of a filter", Extent { 3, 3 }, 1, 63, {} },
            { "stride", "step of the filter over the picture", Extent { 1, 1 }, 1, 16, {} },
            { "padding", "zeros added on every side", Extent { 0, 0 }, 0, 31, {} },
            { "dilation", "distance between neighbouring cells of a filter", Extent { 1, 1 }, 1, 16, {} },
            { "groups", "independent parts the channels are cut into; as many as input channels: depthwise", 1.0, 1, 4096, {} },
            { "bias", "a learnt number added to each map", true, 0, 0, {} },
        },
        .create = [](const LayerOptions &o) -> std::unique_ptr<Layer> {
            return std::make_unique<Conv>(ConvOptions { .filters = integer(o, "filters"),
                .kernel = extent(o, "kernel"),
                .stride = extent(o, "stride"),
                .padding = extent(o, "padding"),
                .dilation = extent(o, "dilation"),
                .groups = integer(o, "groups"),
                .bias = flag(o, "bias") });
        } };
}

Shape Conv::build(const Shape &in)
{
    const auto &[filters, kernel, stride, padding, dilation, groups, bias] = m_options;
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
    m_parameters[0] = { "weight", Tensor(dims), Tensor(dims) };
    if (bias)
        m_parameters[1] = { "bias", Tensor({ dims[0] }), Tensor({ dims[0] }) };
    m_partialSize = m_parameters[0].value.size() + m_parameters[1].value.size();
    layOut();
    tableTaps();
    return m_out;
}

// He et al. 2015, "Delving Deep into Rectifiers": deviation √(2 / inputs of one output value).
void Conv::initialize(Rng &rng)
{
    Tensor &weight = m_parameters[0].value;
    const double inputs = double(weight.size()) / m_options.filters;
    for (Scalar &w : weight.values())
        w = static_cast<Scalar>(rng.normal() * std::sqrt(2.0 / inputs));
}

void Conv::layOut()
{
    const auto &o = m_options;
    const Extent reach { covered(o.kernel.h, o.dilation.h), covered(o.kernel.w, o.dilation.w) };
    m_phases = { std::min(o.stride.h, reach.h), std::min(o.stride.w, reach.w) };
    const Extent farthest { (reach.h - 1) / o.stride.h, (reach.w - 1) / o.stride.w };
    m_pitch = m_out.w + farthest.w;
    m_planeRows = m_out.h + farthest.h;
    m_planeSize = std::size_t(m_planeRows) * std::size_t(m_pitch);
    m_planesSize = m_planeSize * std::size_t(m_in.c * m_phases.h * m_phases.w);
    m_length = (m_out.h - 1) * m_pitch + m_out.w;
    // Reading a map of dy at any distance up to `farthest` before its start or behind its end must
    // meet zeros; the zeros behind one map are those before the next.
    m_lead = std::size_t(farthest.h * m_pitch + farthest.w);
    m_gradientPlane = m_lead + std::size_t(m_out.h * m_pitch);
    m_gradientSize = std::size_t(m_out.c) * m_gradientPlane + m_lead;
}

void Conv::tableTaps()
{
    const auto &[filters, kernel, stride, padding, dilation, groups, bias] = m_options;
    const int phases = m_phases.h * m_phases.w;
    m_taps.clear();
    m_offsets.clear();
    m_phaseTaps.assign(std::size_t(phases), {});
    for (int c = 0; c < m_groupIn; ++c) {
        for (int u = 0; u < kernel.h; ++u) {
            for (int v = 0; v < kernel.w; ++v) {
                const int row = u * dilation.h, column = v * dilation.w;
                const int phase = row % stride.h * m_phases.w + column % stride.w;
                const int step = row / stride.h * m_pitch + column / stride.w;
                const int cell = u * kernel.w + v;
                const auto plane = std::int32_t(std::size_t(c * phases + phase) * m_planeSize);
                m_taps.push_back({ c * kernel.h * kernel.w + cell, plane + step });
                m_offsets.push_back(plane + step);
                for (int o = 0; c == 0 && o < m_groupOut; ++o) {
                    m_phaseTaps[std::size_t(phase)].push_back(
                        { o * m_groupIn * kernel.h * kernel.w + cell,
                            std::int32_t(std::size_t(o) * m_gradientPlane + m_lead) - step });
                }
            }
        }
    }
    for (auto &taps : m_phaseTaps) // in order of place, which the caches like
        std::ranges::stable_sort(
            taps, {}, [&](const Tap &t) { return t.x / int(m_gradientPlane); });
}

bool Conv::isDirect() const
{
    return m_options.stride == Extent {} && m_options.padding == Extent { 0, 0 };
}

std::span<Parameter> Conv::parameters()
{
    return std::span(m_parameters).first(m_options.bias ? 2 : 1);
}

std::size_t Conv::plan(int pieces, int pieceSize)
{
    m_partials.assign(std::size_t(pieces) * m_partialSize, 0);
    const std::size_t rows = std::size_t(m_out.c) * std::size_t(m_length);
    const std::size_t planes = isDirect() ? 0 : m_planesSize;
    return std::max(planes + rows, std::size_t(pieceSize) * (planes + m_gradientSize) + planes);
}

// Calls visit(plane row, picture row, first, last) for every row of all planes: its columns
// [first, last) are picture[column · stride.w]; there is no picture row (null) in the padding.
template<typename Row, typename PictureRow, typename Visit>
void Conv::visitPlaneRows(Row *row, PictureRow *picture, const Visit &visit) const
{
    const Extent stride = m_options.stride, padding = m_options.padding;
    for (int c = 0; c < m_in.c; ++c) {
        for (int phase = 0; phase < m_phases.h * m_phases.w; ++phase) {
            const int top = phase / m_phases.w - padding.h;
            const int left = phase % m_phases.w - padding.w;
            const int first = left >= 0 ? 0 : (-left + stride.w - 1) / stride.w;
            const int last = std::clamp((m_in.w - left + stride.w - 1) / stride.w, first, m_pitch);
            for (int r = 0; r < m_planeRows; ++r, row += m_pitch) {
                const int i = r * stride.h + top;
                const bool inside = i >= 0 && i < m_in.h;
                visit(row, inside ? picture + (c * m_in.h + i) * m_in.w + left : nullptr, first,
                    last);
            }
        }
    }
}

void Conv::toPlanes(const Scalar *x, Scalar *planes) const
{
    visitPlaneRows(planes, x, [&](Scalar *row, const Scalar *picture, int first, int last) {
        if (!picture) {
            std::fill_n(row, m_pitch, Scalar(0));
            return;
        }
        std::fill(row, row + first, Scalar(0));
        for (int j = first; j < last; ++j)
            row[j] = picture[j * m_options.stride.w];
        std::fill(row + last, row + m_pitch, Scalar(0));
    });
}

void Conv::fromPlanes(const Scalar *planes, Scalar *dx) const
{
    std::fill_n(dx, m_in.size(), Scalar(0)); // a stride may leave values that no output reads
    visitPlaneRows(planes, dx, [&](const Scalar *row, Scalar *picture, int first, int last) {
        for (int j = first; picture && j < last; ++j)
            picture[j * m_options.stride.w] = row[j];
    });
}

void Conv::forward(const Scalar *x, Scalar *y, const Piece &piece, const Work &work)
{
    Scalar *planes = work.scratch.data();
    Scalar *rows = planes + (isDirect() ? 0 : m_planesSize);
    const auto cells = std::ptrdiff_t(m_taps.size());
    const std::size_t groupPlanes = m_planesSize / std::size_t(m_options.groups);
    for (int n = piece.begin; n < piece.end; ++n) {
        const Scalar *from = x + std::size_t(n) * m_in.size();
        if (!isDirect()) {
            toPlanes(from, planes);
            from = planes;
        }
        for (int g = 0; g < m_options.groups; ++g) {
            const int o = g * m_groupOut;
            combineRows({ .a = m_parameters[0].value.data() + o * cells,
                .aStride = cells,
                .x = from + std::size_t(g) * groupPlanes,
                .taps = m_taps,
                .start = m_options.bias ? m_parameters[1].value.data() + o : nullptr,
                .y = rows + o * m_length,
                .yStride = m_length,
                .rows = m_groupOut,
                .length = m_length });
        }
        Scalar *to = y + std::size_t(n) * m_out.size();
        for (int o = 0; o < m_out.c; ++o)
            for (int i = 0; i < m_out.h; ++i, to += m_out.w)
                std::copy_n(rows + o * m_length + i * m_pitch, m_out.w, to);
    }
}

void Conv::spreadGradient(const Scalar *dy, Scalar *rows) const
{
    for (int o = 0; o < m_out.c; ++o) {
        std::fill_n(rows, m_lead, Scalar(0));
        rows += m_lead;
        for (int i = 0; i < m_out.h; ++i, dy += m_out.w, rows += m_pitch) {
            std::copy_n(dy, m_out.w, rows);
            std::fill(rows + m_out.w, rows + m_pitch, Scalar(0));
        }
    }
    std::fill_n(rows, m_lead, Scalar(0));
}

void Conv::backward(const Scalar *x, const Scalar *, const Scalar *dy, Scalar *dx,
    const Piece &piece, const Work &work)
{
    const int samples = piece.end - piece.begin;
    Scalar *rows = work.scratch.data();
    Scalar *planes = rows + std::size_t(samples) * m_gradientSize;
    const Scalar *from = x + std::size_t(piece.begin) * m_in.size();
    for (int s = 0; s < samples; ++s) {
        const std::size_t n = std::size_t(piece.begin + s);
        spreadGradient(dy + n * m_out.size(), rows + std::size_t(s) * m_gradientSize);
        if (!isDirect())
            toPlanes(x + n * m_in.size(), planes + std::size_t(s) * m_planesSize);
    }
    if (!isDirect())
        from = planes;
    weightGradient(
        from, rows, samples, m_partials.data() + std::size_t(piece.index) * m_partialSize);
    if (!dx)
        return;
    Scalar *room = planes + (isDirect() ? 0 : std::size_t(samples) * m_planesSize);
    for (int s = 0; s < samples; ++s) {
        Scalar *to = dx + std::size_t(piece.begin + s) * m_in.size();
        const Scalar *gradient = rows + std::size_t(s) * m_gradientSize;
        inputGradient(gradient, isDirect() ? to : room);
        if (!isDirect())
            fromPlanes(room, to);
    }
}

void Conv::weightGradient(
    const Scalar *planes, const Scalar *rows, int samples, Scalar *partial) const
{
    const auto cells = std::ptrdiff_t(m_offsets.size());
    const std::size_t groupPlanes = m_planesSize / std::size_t(m_options.groups);
    for (int g = 0; g < m_options.groups; ++g) {
        const std::size_t o = std::size_t(g * m_groupOut);
        correlateRows({ .y = rows + o * m_gradientPlane + m_lead,
            .yStride = std::ptrdiff_t(m_gradientPlane),
            .ySample = std::ptrdiff_t(m_gradientSize),
            .x = planes + std::size_t(g) * groupPlanes,
            .xSample = std::ptrdiff_t(isDirect() ? m_in.size() : m_planesSize),
            .offsets = m_offsets,
            .d = partial + std::ptrdiff_t(o) * cells,
            .dStride = cells,
            .rows = m_groupOut,
            .length = m_length,
            .samples = samples });
    }
    if (!m_options.bias)
        return;
    Scalar *bias = partial + m_parameters[0].value.size();
    for (int o = 0; o < m_out.c; ++o) {
        Scalar sum = 0;
        for (int s = 0; s < samples; ++s)
            sum += sumOf({ rows + std::size_t(s) * m_gradientSize + std::size_t(o) * m_gradientPlane
                    + m_lead,
                std::size_t(m_length) });
        bias[o] = sum;
    }
}

void Conv::inputGradient(const Scalar *rows, Scalar *planes) const
{
    const std::ptrdiff_t cells = std::ptrdiff_t(m_options.kernel.h) * m_options.kernel.w;
    const auto phases = m_phaseTaps.size();
    for (int g = 0; g < m_options.groups; ++g) {
        const std::size_t o = std::size_t(g * m_groupOut);
        for (std::size_t phase = 0; phase < phases; ++phase) {
            combineRows({ .a = m_parameters[0].value.data() + std::ptrdiff_t(o) * m_groupIn * cells,
                .aStride = cells,
                .x = rows + o * m_gradientPlane,
                .taps = m_phaseTaps[phase],
                .start = nullptr,
                .y = planes + (std::size_t(g * m_groupIn) * phases + phase) * m_planeSize,
                .yStride = std::ptrdiff_t(phases * m_planeSize),
                .rows = m_groupIn,
                .length = int(m_planeSize) });
        }
    }
}

int Conv::gradientTasks() const
{
    return static_cast<int>((m_partialSize + kGradientBlock - 1) / kGradientBlock);
}

void Conv::gradientTask(int task, const Scalar *, const Scalar *, int, int pieces)
{
    const std::size_t weights = m_parameters[0].value.size();
    const std::size_t begin = std::size_t(task) * kGradientBlock;
    const std::size_t end = std::min(begin + kGradientBlock, m_partialSize);
    const auto add = [&](std::size_t first, std::size_t last, Scalar *gradient) {
        if (first >= last)
            return;
        std::copy_n(m_partials.data() + first, last - first, gradient);
        for (int piece = 1; piece < pieces; ++piece) {
            const Scalar *partial = m_partials.data() + std::size_t(piece) * m_partialSize + first;
            for (std::size_t i = 0; i < last - first; ++i)
                gradient[i] += partial[i];
        }
    };
    add(begin, std::min(end, weights), m_parameters[0].gradient.data() + begin);
    add(std::max(begin, weights), end,
        m_parameters[1].gradient.data() + (std::max(begin, weights) - weights));
}

} // namespace convscope
