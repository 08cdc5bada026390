// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensors/spec_size.h"
#include "core/base/error.h"
#include "core/base/field.h"
#include "core/base/words.h"
#include "core/kinds/kinds.h"
#include <algorithm>

namespace convscope {

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
            const LayerKind &kind = layerKind(spec.layers[i].kind);
            const LayerOptions options = optionsOf(kind, spec.layers[i].options);
            std::size_t needed = 0; // the sides are all bounded, so that this cannot overflow
            for (const ParameterInfo &parameter : kind.parameters)
                needed += parameter.count(options, shape);
            if (needed > left)
                throw Error("it needs " + counted(needed, "weight") + ", but the file holds "
                    + counted(values, "value") + " in all");
            left -= needed;
            shape = kind.create(options)->build(shape);
        } catch (const Error &error) {
            throw Error(where + ": " + error.what());
        }
    }
}

} // namespace convscope
