// SPDX-License-Identifier: GPL-3.0-or-later
// Layers of small networks, as specs.
#pragma once
#include "core/nn/model_spec.h"

namespace convscope::test {

inline LayerSpec layerOf(const char *kind, LayerOptions options = {})
{
    return { kind, {}, std::move(options) };
}

inline LayerSpec convOf(double filters, const Extent &kernel, LayerOptions more = {})
{
    more.insert_or_assign("filters", filters);
    more.insert_or_assign("kernel", kernel);
    return layerOf("conv", std::move(more));
}

/// Of the kernel size that is the default.
inline LayerSpec paddedConv(double filters, int padding)
{
    return layerOf("conv", { { "filters", filters }, { "padding", Extent { padding, padding } } });
}

} // namespace convscope::test
