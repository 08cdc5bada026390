// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/explain/value_source.h"
#include "core/base/error.h"
#include "core/kinds/kinds.h"
#include <algorithm>

namespace convscope {

LayerValues valuesOf(const LayerMaps &maps)
{
    return { maps.name, maps.shape, maps.values };
}

ValueSources::ValueSources(const ModelSpec &spec, const std::vector<LayerWindow> &windows,
    const std::vector<LayerOptions> &options, const TrainedModel &model, const FeatureMaps &maps)
    : m_spec(spec)
    , m_windows(windows)
    , m_options(options)
    , m_model(model)
    , m_maps(maps)
{
}

const LayerMaps &ValueSources::before(std::size_t layer) const
{
    return layer == 0 ? m_maps.input : m_maps.layers[layer - 1];
}

std::vector<LayerValues> ValueSources::parametersOf(std::size_t layer) const
{
    std::vector<LayerValues> parameters;
    if (layer == m_spec.layers.size())
        return parameters;
    const LayerSpec &spec = m_spec.layers[layer];
    for (const ParameterInfo &info : layerKind(spec.kind).parameters) {
        const std::size_t count = info.count(m_options[layer], m_windows[layer].input);
        if (count == 0)
            continue;
        const std::string name = spec.name + "." + std::string(info.name);
        const auto found = std::ranges::find(m_model.parameters, name, &NamedTensor::name);
        if (found == m_model.parameters.end() || found->value.size() != count)
            throw Error("the weights of '" + name + "' are missing or of another shape");
        parameters.push_back({ info.name, {}, found->value.values() });
    }
    return parameters;
}

ValueSource ValueSources::at(std::size_t layer, const ValuePlace &place) const
{
    ValueSource source { .options = m_options[layer],
        .window = m_windows[layer],
        .place = place,
        .input = valuesOf(before(layer)),
        .output = valuesOf(m_maps.layers[layer]),
        .parameters = parametersOf(layer) };
    for (const int other : m_windows[layer].others)
        source.others.push_back(valuesOf(m_maps.layers[std::size_t(other)]));
    return source;
}

} // namespace convscope
