// SPDX-License-Identifier: GPL-3.0-or-later
// The common part of max and average pooling. Pure functions.
#pragma once
#include "core/base/error.h"
#include "core/kinds/windows_code.h"
#include "core/layer/kind.h"

namespace convscope::kinds {

inline std::vector<Field> poolOptions()
{
    Field stride = Field::extent(
        "stride", { 0, 0 }, 0, 64, "step from window to window; 0: as large as the window");
    stride.follows = "size";
    return { Field::extent("size", { 2, 2 }, 1, 64, "height and width of the window"), stride };
}

inline LayerWindow readsPool(const LayerOptions &options, const Shape &input)
{
    return { .kind = LayerWindow::Kind::Window,
        .kernel = extent(options, "size"),
        .stride = extent(options, "stride"),
        .groups = input.c };
}

inline OnnxNodes poolNode(std::string op, const LayerOptions &options)
{
    const auto both = [&](const char *name) {
        const Extent sides = extent(options, name);
        return std::vector<std::int64_t> { sides.h, sides.w };
    };
    return oneNode(std::move(op),
        { { "kernel_shape", both("size") }, { "strides", both("stride") } }, { "x" },
        OnnxNodes::Form::Maps);
}

/// Windows that would reach over the edge are left out. @throws Error when not one fits.
inline Shape pooledShape(const Shape &in, const Extent &size, const Extent &stride)
{
    if (size.h > in.h || size.w > in.w)
        throw Error("a " + std::to_string(size.h) + "×" + std::to_string(size.w)
            + " window does not fit the " + std::to_string(in.h) + "×" + std::to_string(in.w)
            + " input; use a smaller window or fewer layers before it");
    return { in.c, (in.h - size.h) / stride.h + 1, (in.w - size.w) / stride.w + 1 };
}

/// The values of the window of source.place, row by row.
inline std::vector<double> windowValues(const ValueSource &from)
{
    const LayerWindow &window = from.window;
    const Extent reach = window.reach();
    const bool whole = window.kind == LayerWindow::Kind::WholeMap;
    const int top = whole ? 0 : window.top(from.place.row);
    const int left = whole ? 0 : window.left(from.place.column);
    std::vector<double> values;
    for (int u = 0; u < reach.h; ++u)
        for (int v = 0; v < reach.w; ++v)
            values.push_back(from.x({ from.place.channel, top + u, left + v }));
    return values;
}

Formula explainMean(const ValueSource &from);
Formula explainMeanBackward(const GradientSource &from);

} // namespace convscope::kinds
