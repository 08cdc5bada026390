// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services/looking/shown_network.h"
#include <algorithm>

namespace convscope {

namespace {

bool sameLayers(const std::vector<LayerSummary> &a, const std::vector<LayerSummary> &b)
{
    return std::ranges::equal(a, b, [](const LayerSummary &left, const LayerSummary &right) {
        return left.name == right.name && left.kind == right.kind && left.output == right.output
            && left.parameters == right.parameters;
    });
}

} // namespace

void ShownNetwork::show(const std::shared_ptr<const TrainedModel> &model)
{
    m_isOutdated = false;
    std::vector<LayerSummary> layers;
    if (model)
        layers = inferShapes(model->spec);
    if (!sameLayers(layers, m_layers)) {
        m_layers = layers;
        Q_EMIT layersChanged(layers);
    }
    Q_EMIT kernelsChanged(model);
}

} // namespace convscope
