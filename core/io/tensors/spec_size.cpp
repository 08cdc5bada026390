// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/tensors/spec_size.h"
#include "core/base/error.h"
#include "core/base/field.h"
#include "core/base/words.h"
#include "core/kinds/kinds.h"
#include <algorithm>

namespace convscope {

namespace {

using Outputs = std::map<std::string, Shape, std::less<>>;

Shape outputOf(Layer &layer, const Shape &in, const Outputs &earlier)
{
    std::vector<Shape> others;
    for (const std::string &name : layer.others()) {
        const auto found = earlier.find(name);
        if (found == earlier.end())
            throw Error("there is no earlier layer '" + name + "'");
        others.push_back(found->second);
    }
    return layer.build(in, others);
}

} // namespace

void checkSpecSize(const ModelSpec &spec, std::size_t values)
{
    constexpr std::size_t kMaxLayers = 1000;
    if (spec.layers.size() > kMaxLayers)
        throw Error("its model has " + counted(spec.layers.size(), "layer") + "; at most "
            + grouped(kMaxLayers) + " are read");
    constexpr std::size_t kHarmless = 1U << 16U; // so few may be missing: the error then names them
    const ModelSpec named = withNames(spec);
    Outputs outputs; // the outputs of the layers so far, by name
    Shape shape = spec.input;
    std::size_t left = std::max(values, kHarmless);
    for (std::size_t i = 0; i < named.layers.size(); ++i) {
        const std::string where = "layer " + std::to_string(i + 1) + " of its model";
        try {
            const LayerKind &kind = layerKind(named.layers[i].kind);
            const LayerOptions options = optionsOf(kind, named.layers[i].options);
            std::size_t needed = 0; // the sides are all bounded, so that this cannot overflow
            for (const ParameterInfo &parameter : kind.parameters)
                needed += parameter.count(options, shape);
            if (needed > left)
                throw Error("it needs " + counted(needed, "weight") + ", but the file holds "
                    + counted(values, "value") + " in all");
            left -= needed;
            shape = outputOf(*kind.create(options), shape, outputs);
            outputs.emplace(named.layers[i].name, shape);
        } catch (const Error &error) {
            throw Error(where + ": " + error.what());
        }
    }
}

} // namespace convscope
