// SPDX-License-Identifier: GPL-3.0-or-later
// The sources that a kind explains a value from, gathered from a model and the maps that it gave.
// Pure functions.
#pragma once
#include "core/inspect/network/feature_maps.h"
#include "core/layer/formula.h"

namespace convscope {

/// The layers of one network with all that its kinds ask for. What it is made from must outlive it.
class ValueSources {
public:
    /// `windows` and `options` of each layer of `spec`, and of the softmax behind them.
    ValueSources(const ModelSpec &spec, const std::vector<LayerWindow> &windows,
        const std::vector<LayerOptions> &options, const TrainedModel &model,
        const FeatureMaps &maps);

    /// The sources of the value at `place` of layer `layer`. @throws Error when weights of it are
    /// missing.
    ValueSource at(std::size_t layer, const ValuePlace &place) const;
    const LayerMaps &before(std::size_t layer) const;

private:
    std::vector<LayerValues> parametersOf(std::size_t layer) const;

    const ModelSpec &m_spec;
    const std::vector<LayerWindow> &m_windows;
    const std::vector<LayerOptions> &m_options;
    const TrainedModel &m_model;
    const FeatureMaps &m_maps;
};

LayerValues valuesOf(const LayerMaps &maps);

} // namespace convscope
