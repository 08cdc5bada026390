// SPDX-License-Identifier: GPL-3.0-or-later
// What max and average pooling have in common. Pure functions.
#pragma once
#include "core/base/error.h"
#include "core/base/field.h"
#include "core/kinds/kinds.h"

namespace convscope {

inline std::vector<Field> poolOptions()
{
    Field stride = Field::extent(
        "stride", { 0, 0 }, 0, 64, "step from window to window; 0: as large as the window");
    stride.follows = "size";
    return { Field::extent("size", { 2, 2 }, 1, 64, "height and width of the window"), stride };
}

inline Extent poolSize(const LayerOptions &options)
{
    return extent(options, "size");
}

inline Extent poolStride(const LayerOptions &options)
{
    const Extent size = poolSize(options), stride = extent(options, "stride");
    return { stride.h ? stride.h : size.h, stride.w ? stride.w : size.w };
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

} // namespace convscope
