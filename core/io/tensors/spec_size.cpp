// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensors/spec_size.h"
#include "core/base/error.h"
#include "core/base/field.h"
#include "core/base/words.h"
#include "core/kinds/kinds.h"
#include <algorithm>

namespace convscope {

namespace {

/// At least; a layer's sides are all bounded, so that this cannot overflow.
std::size_t valuesFor(std::string_view kind, const LayerOptions &options, const Shape &in)
{
    if (kind == "conv") {
        const Extent kernel = extent(options, "kernel");
        return std::size_t(integer(options, "filters"))
            * std::size_t(in.c / integer(options, "groups")) * std::size_t(kernel.h)
            * std::size_t(kernel.w);
    }
    if (kind == "dense")
        return std::size_t(integer(options, "units")) * in.size();
    if (kind == "batchnorm")
        return std::size_t(in.c) * 4;
    return 0;
}

} // namespace

void checkSpecSize(const ModelSpec &spec, std::size_t values)
{
    constexpr std::size_t kMostLayers = 1000;
    if (spec.layers.size() > kMostLayers)
        throw Error("its model has " + counted(spec.layers.size(), "layer") + "; at most "
            + grouped(kMostLayers) + " are read");
    constexpr std::size_t kHarmless = 1U << 16U; // what is missing of these is told by its name
    Shape shape = spec.input;
    std::size_t left = std::max(values, kHarmless);
    for (std::size_t i = 0; i < spec.layers.size(); ++i) {
        const std::string where = "layer " + std::to_string(i + 1) + " of its model";
        try {
            const LayerInfo &info = layerInfo(spec.layers[i].kind);
            const LayerOptions options = completed(info.options, spec.layers[i].options);
            const std::size_t needed = valuesFor(info.kind, options, shape);
            if (needed > left)
                throw Error("it needs " + counted(needed, "weight") + ", but the file holds "
                    + counted(values, "value") + " in all");
            left -= needed;
            shape = info.create(options)->build(shape);
        } catch (const Error &error) {
            throw Error(where + ": " + error.what());
        }
    }
}

} // namespace convscope
